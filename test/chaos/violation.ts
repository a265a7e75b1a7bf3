/** What a run must never show. Each kind is one promise of the product, broken. */
export const PROMISES = {
  lost: 'an acknowledged press is in no life of the log, or missing between its neighbours',
  doubled: 'a press is in one life of the log twice',
  reordered: "a till's press stands before an older one of it",
  withheld: 'the log was emptied, and a press that the journal kept was never given to it again',
  altered: 'an entry says something else than was pressed',
  stranger: 'an entry that nobody made',
  hole: 'offsets are not dense',
  renewed: 'the log began a new life although nobody had emptied it',
  phantom: 'a screen showed a call, or had a state, that the log does not hold',
  diverged: "a screen's state is not what the log amounts to",
  restless: 'after everything was healed, something did not come to rest',
  crashed: 'a process ended by an error of its own',
} as const

export type ViolationKind = keyof typeof PROMISES
export type Violation = { readonly kind: ViolationKind; readonly where: string; readonly text: string }
export type Complain = (violation: Violation) => void
