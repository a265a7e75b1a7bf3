/** Looks at a folder and at the processes as a user without any rights, and says what it saw in one line. */
import { readProcesses } from '../../../cli/doctor/facts/processes.ts'
import { Tree } from '../../../cli/doctor/facts/tree.ts'

const [root = '/'] = process.argv.slice(2)
process.setgroups?.([])
process.setgid?.('nogroup')
process.setuid?.('nobody')
const tree = new Tree(root)
const { hidden } = await readProcesses('/', new Set(['/dev/null']))
const mayUse = { open: await tree.mayUse('/open'), closed: await tree.mayUse('/closed') }
const text = await tree.text('/closed')
process.stdout.write(`${JSON.stringify({ mayUse, text, unreadable: [...tree.unreadable], hidden: hidden > 0 })}\n`)
