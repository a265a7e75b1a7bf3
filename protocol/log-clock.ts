/**
 * Log time at a client: its own clock plus an offset, measured by ping.
 *
 * As in NTP (RFC 5905, section 8) the sample with the shortest round trip is the best one; half of its round trip is
 * the bound of the error. Old samples lose, so that a clock which drifts or is set is followed.
 */
export type ClockSample = { readonly offset: number; readonly roundTrip: number; readonly taken: number }
export type LogClock = { readonly samples: readonly ClockSample[] }

const KEEP = 8

export const UNSYNCED: LogClock = { samples: [] }

/** A ping left at `sent` and its answer, which says log time `remote`, came at `received`; all in ms. */
export function synced(clock: LogClock, sent: number, received: number, remote: number): LogClock {
  const roundTrip = Math.max(0, received - sent)
  const sample = { offset: remote - (sent + received) / 2, roundTrip, taken: received }
  const recent = clock.samples.filter((old) => agrees(old, sample)).slice(-(KEEP - 1))
  return { samples: [...recent, sample] }
}

/** Log time, ms, when the client's own clock says `local`. */
export function logTime(clock: LogClock, local: number): number {
  let best: ClockSample | undefined
  for (const sample of clock.samples) if (!best || sample.roundTrip <= best.roundTrip) best = sample
  return local + (best?.offset ?? 0)
}

/** Two samples that no single offset can explain mean that a clock was set: the older one is worth nothing. */
function agrees(old: ClockSample, fresh: ClockSample): boolean {
  return Math.abs(old.offset - fresh.offset) <= (old.roundTrip + fresh.roundTrip) / 2 + 50
}
