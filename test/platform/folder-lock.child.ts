import { isFailure } from '../../platform/failure.ts'
import { lockFolder } from '../../platform/folder-lock.ts'

const [dir = ''] = process.argv.slice(2)
try {
  await lockFolder(dir)
  process.stdout.write('locked\n')
  setInterval(() => undefined, 1_000)
} catch (error) {
  process.stdout.write(`refused ${isFailure(error) ? error.code : String(error)}\n`)
}
