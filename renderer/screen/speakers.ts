/** All that makes a call heard, put together: for the screen, and for the sound test of the set-up page. */
import { pageClock } from '../client/browser-socket.ts'
import { Announcer } from './announcement.ts'
import { chime } from './chime.ts'
import { Loudspeaker } from './loudspeaker.ts'
import { PackVoice } from './pack-voice.ts'
import { PACKS } from './packs.ts'
import { SystemVoice } from './voice.ts'

export type Speakers = {
  readonly announcer: Announcer
  readonly loudspeaker: Loudspeaker
  readonly packs: PackVoice
}

/** The store's own voice goes before the machine's, and that before a synthetic one. `onBlocked`: see Loudspeaker. */
export function openSpeakers(onBlocked: (blocked: boolean) => void): Speakers {
  const loudspeaker = new Loudspeaker(pageClock, onBlocked)
  const packs = new PackVoice(loudspeaker, PACKS, pageClock)
  const ring = async (volume: number, signal: AbortSignal) => {
    await loudspeaker.play(volume, signal, chime)
  }
  return { announcer: new Announcer(ring, [packs.own, new SystemVoice(pageClock), packs]), loudspeaker, packs }
}
