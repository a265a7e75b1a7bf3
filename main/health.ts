/**
 * What systemd is told of us. Begun before Electron is ready: newer versions then move their main process into a scope of
 * its own, and systemd no longer listens to what is started from there.
 */
import type { LogLines } from '../platform/logger.ts'
import { type ServiceManager, serviceManager } from './watch/service-manager.ts'
import { steadyClock } from './watch/steady-clock.ts'

export class Health {
  readonly manager: ServiceManager
  /** Whether every page draws; before there are pages nothing is wrong with them. */
  isWell: () => boolean = () => true

  constructor(env: NodeJS.ProcessEnv, log: LogLines) {
    this.manager = serviceManager({ env, clock: steadyClock, log, alive: () => this.isWell() })
  }
}
