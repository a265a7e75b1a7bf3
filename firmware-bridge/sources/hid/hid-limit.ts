/** Resolves with the task, or without it when `limit` ms are over: a device that hangs must not hold up the end. */
export async function within(limit: number, task: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limit)
  })
  await Promise.race([task, over])
  clearTimeout(timer)
}
