/** Every word of the staff's pairing page. English alone, as the set-up page: it is for whoever sets up screens. */
import type { Problem } from './desk.ts'

const problems: { readonly [problem in Problem]: string } = {
  'unknown-code': 'No screen shows this code. Codes change after a few minutes: look at the screen again.',
  'already-decided': 'Somebody else has just decided about this screen.',
  'too-fast': 'Too many tries. Wait a moment, then try again.',
  away: 'The relay does not answer. Try again.',
  off: 'This relay has no secret: every screen is let in, none needs to be paired.',
  'unknown-screen': 'This screen is not in the list any more.',
}

export const WORDS = {
  signIn: {
    title: 'Staff sign-in',
    lead: 'With a token of the role staff. It is kept until this tab is closed.',
    token: 'Staff token',
    hint: 'The technician makes one with: cashierq token --role=staff',
    go: 'Sign in',
    going: 'Signing in …',
    notStaff: 'This is no staff token of this relay, or it has expired.',
    waiting: 'Then the screen with the code ',
  },
  who: { store: (store: string) => `Store ${store}`, out: 'Sign out' },
  code: {
    title: 'Code on the screen',
    label: 'Code, 8 letters and digits',
    looking: 'Looking …',
  },
  found: {
    title: 'This screen asks to come in',
    check: 'Approve only a screen that you can see, with this very code on it.',
    calls: 'Calls itself',
    nameless: 'nothing',
    address: 'Network address',
    asked: 'Asked',
    name: 'Name for staff',
    nameHint: 'Such as “Entrance” or “Window left”.',
    approve: 'Approve',
    refuse: 'Refuse',
  },
  decided: {
    approved: (name: string, store: string) => `${name} now shows store ${store}.`,
    refused: 'Refused. The screen says so, and asks again in a minute.',
    another: 'Another screen',
  },
  screens: {
    title: 'Paired screens',
    none: 'No screen has been paired yet.',
    since: (day: string) => `since ${day}`,
    until: (day: string) => `until ${day}`,
    revoke: 'Revoke',
    revokeNamed: (name: string) => `Revoke ${name}`,
    sure: (name: string) => `${name} shows no calls any more within 5 seconds, and asks to be paired again.`,
    yes: 'Revoke it',
    yesSent: 'Revoking …',
    no: 'Keep it',
  },
  problems,
  ago: { now: 'just now', minutes: (count: number) => (count === 1 ? 'a minute ago' : `${count} minutes ago`) },
}

export function agoText(ms: number): string {
  const minutes = Math.floor(ms / 60_000)
  return minutes < 1 ? WORDS.ago.now : WORDS.ago.minutes(minutes)
}
