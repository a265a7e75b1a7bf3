/** Tells the program that started this one as its store: Electron's utility process has a port for that, Node has none. */

type Port = { postMessage(message: unknown): void }

export function tellParent(message: unknown): void {
  const port: unknown = Reflect.get(process, 'parentPort')
  if (isPort(port)) port.postMessage(message)
}

function isPort(value: unknown): value is Port {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'postMessage') === 'function'
}
