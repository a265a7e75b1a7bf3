/** What the program does at each verb of a page. */
import { readIfThere } from '../platform/atomic-file.ts'
import type { LogLines } from '../platform/logger.ts'
import type { Settings } from '../platform/settings-schema.ts'
import { systemClock } from '../platform/system-clock.ts'
import { net, type Session, screen } from './electron.ts'
import type { Handlers } from './ipc/door.ts'
import { ProblemLog } from './problem-log.ts'
import type { Program } from './program.ts'
import type { InTurn } from './setup/in-turn.ts'
import { saveSetup } from './setup/save.ts'
import { setupFacts, setupScreens } from './setup/setup-facts.ts'
import { tryRelay } from './setup/try-relay.ts'
import { hashPin } from './staff/pin.ts'
import { StaffGate } from './staff/staff-gate.ts'
import type { TokenKeeper } from './token-keeper.ts'
import { steadyClock } from './watch/steady-clock.ts'
import { openSetup, showNames } from './window/helper-windows.ts'
import type { Screens } from './window/screens.ts'

export type HandlerParts = {
  readonly settings: Settings
  readonly settingsFile: string
  /** Whoever writes the settings file waits for it. */
  readonly settingsTurn: InTurn
  readonly tokens: TokenKeeper
  readonly screens: Screens
  readonly session: Session
  readonly program: Program
  readonly lines: LogLines
}

export function handlers(parts: HandlerParts): Handlers {
  const { settings, settingsFile, settingsTurn, tokens, screens, session, program, lines } = parts
  const problems = new ProblemLog(lines)
  const gate = new StaffGate(settings.pin, steadyClock)
  return {
    beat: (page, beat) => screens.beat(page, beat),
    'media-problem': (_page, { name, problem }) => lines.warn({ name, problem }, 'the page could not show this'),
    'page-problem': (_page, { text }) => problems.tell(text),
    'keep-token': (page, paired) => tokens.keep(page, paired),
    unlock: (_page, { pin }) => gate.unlock(pin),
    leave: (page, { how }) => {
      if (!gate.isOpen()) throw new Error('refused')
      lines.info({ how }, 'staff leave the screen')
      if (how === 'quit') program.end()
      else if (how === 'setup') openSetup(session)
      else screens.ofPage(page)?.keeper.wish('load', 'staff wish it')
    },
    'setup-load': async () => {
      const text = (await readIfThere(settingsFile))?.toString('utf8')
      return setupFacts(settingsFile, text, setupScreens(screen.getAllDisplays(), screen.getPrimaryDisplay()))
    },
    'setup-save': (_page, { draft }) => settingsTurn(() => saveSetup(draft, { file: settingsFile, hashPin })),
    'setup-try-relay': (_page, { relay }) => tryRelay(relay, { fetch: net.fetch, clock: systemClock }),
    'setup-identify': () => showNames(systemClock),
    // The settings are read at the start, all of them and nowhere else.
    'setup-finish': () => program.startAgain(),
  }
}
