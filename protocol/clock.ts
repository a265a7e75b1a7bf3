/** The clock as the edges are given it, so that tests turn it by hand. A type only: protocol/ itself knows no clock. */
export interface Clock {
  /** Milliseconds since 1970, by this machine. */
  now(): number
  /** Runs `task` once after `delay` ms; the answer takes it back. */
  after(delay: number, task: () => void): () => void
}
