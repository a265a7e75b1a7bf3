/** The button sources that the settings ask for, and the recording of what their devices say. */
import { BoxNames } from '../firmware-bridge/sources/box/box-names.ts'
import { FINE_CLOCK, type Recorder, startRecorder } from '../firmware-bridge/sources/recording/recording.ts'
import type { ButtonSource, SourceTools } from '../firmware-bridge/sources/source.ts'
import { openSource, parseSource } from '../firmware-bridge/sources/source-spec.ts'
import type { LogLines } from '../platform/logger.ts'
import type { Settings } from '../platform/settings-schema.ts'
import { systemClock } from '../platform/system-clock.ts'

export type OpenSources = {
  readonly sources: readonly ButtonSource[]
  /** After the sources have stopped: what was recorded is in its file then. */
  close(): Promise<void>
}

/** Rejects with `bad_setting`, which names the source, or the recording, that cannot be. */
export async function openSources(
  settings: Settings,
  lines: LogLines,
  record: string | undefined,
): Promise<OpenSources> {
  const specs = settings.sources.map(parseSource)
  const recorder = record === undefined ? undefined : await startRecorder(record, FINE_CLOCK, lines)
  const tools = toolsOf(settings, lines, recorder)
  return {
    sources: specs.map((spec) => openSource(spec, tools)),
    close: async () => recorder?.stop(),
  }
}

function toolsOf({ plainPattern, plainBaud }: Settings, lines: LogLines, recorder: Recorder | undefined): SourceTools {
  return {
    clock: systemClock,
    lines,
    plainBaud,
    boxNames: new BoxNames(),
    ...(plainPattern === undefined ? {} : { plainPattern }),
    ...(recorder && { tap: recorder.tap }),
  }
}
