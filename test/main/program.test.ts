import { beforeEach, expect, it, vi } from 'vitest'
import { Program } from '../../main/program.ts'

const { app } = vi.hoisted(() => ({ app: { on: vi.fn(), relaunch: vi.fn(), exit: vi.fn() } }))
vi.mock('../../main/electron.ts', () => ({ app }))

beforeEach(() => vi.clearAllMocks())

it('is started again once, however many ask for it', async () => {
  const program = new Program({})
  program.startAgain()
  program.startAgain()
  await vi.waitFor(() => expect(app.exit).toHaveBeenCalledWith(75))
  expect(app.relaunch).toHaveBeenCalledTimes(1)
})

it('does not come back when a page or a process fails while staff end it', async () => {
  const program = new Program({})
  program.beforeEnd(() => program.startAgain())
  program.end()
  await vi.waitFor(() => expect(app.exit).toHaveBeenCalledWith(0))
  expect(app.relaunch).not.toHaveBeenCalled()
})
