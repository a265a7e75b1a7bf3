/** The button sources that the settings ask for. */

import type { ButtonSource } from '../firmware-bridge/sources/source.ts'
import { openSource, parseSource } from '../firmware-bridge/sources/source-spec.ts'
import type { LogLines } from '../platform/logger.ts'
import type { Settings } from '../platform/settings-schema.ts'
import { systemClock } from '../platform/system-clock.ts'

/** @throws Failure `bad_setting` with the source that is wrong. */
export function sourcesOf({ sources, plainPattern, plainBaud }: Settings, lines: LogLines): ButtonSource[] {
  const tools = {
    clock: systemClock,
    lines,
    plainBaud,
    ...(plainPattern === undefined ? {} : { plainPattern }),
  }
  return sources.map((text) => openSource(parseSource(text), tools))
}
