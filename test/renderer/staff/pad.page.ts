/// <reference types="vite/client" />
/** The page that pad.test.ts looks at: the pad on a page that shows a call, and a door whose answers the test chooses. */
import '../../../renderer/look/fonts.css'
import '../../../renderer/look/tokens.css'
import '../../../renderer/staff/pad.css'
import { installStaffPad } from '../../../renderer/staff/staff-pad.ts'

declare global {
  interface Window {
    /** What the page was told, in order. */
    readonly heard: string[]
    /** What `unlock` answers next; the last one holds. */
    readonly answers: unknown[]
    refuse: boolean
    askStaff: () => void
  }
}

const heard: string[] = []
const answers: unknown[] = [{ kind: 'wrong', left: 3 }]
Object.assign(window, { heard, answers, refuse: false })

installStaffPad(
  {
    unlock: async (pin) => {
      heard.push(`unlock ${pin}`)
      return answers.length > 1 ? answers.shift() : answers[0]
    },
    leave: async (how) => {
      heard.push(`leave ${how}`)
      if (window.refuse) throw new Error('refused')
    },
    onStaffAsked: (listener) => {
      window.askStaff = listener
    },
  },
  document.body,
)
document.addEventListener('keydown', ({ key }) => void heard.push(`page key ${key}`))
