/**
 * All checks, causes before what comes of them: disk and log, ports, bridge, boxes, relay, screens.
 *
 * How to add one: a file in `checks/` with a function from facts to judgements, and its row here. What it needs to know
 * and nobody reads yet is gathered in `facts/`. The name is what programs see; it is never changed.
 */
import { judgeBoxEvents } from './checks/box-events.ts'
import { judgeFirmware } from './checks/box-firmware.ts'
import { judgeBoxLine } from './checks/box-line.ts'
import { judgeBoxStatus } from './checks/box-status.ts'
import { judgeBridge } from './checks/bridge.ts'
import { judgeBrltty } from './checks/brltty.ts'
import { judgeClock } from './checks/clock.ts'
import { judgeDevices } from './checks/devices.ts'
import { judgeDrivers } from './checks/driver.ts'
import { judgeFolder } from './checks/folder.ts'
import { judgeHolders } from './checks/holder.ts'
import { judgeLatency } from './checks/latency.ts'
import { judgeLegibility } from './checks/legibility.ts'
import { judgeModemManager } from './checks/modem-manager.ts'
import { judgePermission } from './checks/permission.ts'
import { judgeRedis } from './checks/redis.ts'
import { judgeRedisDurability } from './checks/redis-durability.ts'
import { judgeRedisMemory } from './checks/redis-memory.ts'
import { judgeRelay } from './checks/relay.ts'
import { judgeSleep } from './checks/sleep.ts'
import { judgeSystem } from './checks/system.ts'
import { judgeTills } from './checks/tills.ts'
import { judgeTwins } from './checks/twins.ts'
import type { Facts } from './facts.ts'
import type { Finding, Judgement } from './finding.ts'

export type Check = { readonly name: string; readonly judge: (facts: Facts) => Judgement[] }

export const CHECKS: readonly Check[] = [
  { name: 'folder', judge: judgeFolder },
  { name: 'redis', judge: judgeRedis },
  { name: 'redis-durability', judge: judgeRedisDurability },
  { name: 'redis-memory', judge: judgeRedisMemory },
  { name: 'device', judge: judgeDevices },
  { name: 'driver', judge: judgeDrivers },
  { name: 'brltty', judge: judgeBrltty },
  { name: 'permission', judge: judgePermission },
  { name: 'holder', judge: judgeHolders },
  { name: 'modem-manager', judge: judgeModemManager },
  { name: 'latency', judge: judgeLatency },
  { name: 'sleep', judge: judgeSleep },
  { name: 'twins', judge: judgeTwins },
  { name: 'bridge', judge: judgeBridge },
  { name: 'box', judge: judgeBoxStatus },
  { name: 'box-line', judge: judgeBoxLine },
  { name: 'box-presses', judge: judgeBoxEvents },
  { name: 'box-firmware', judge: judgeFirmware },
  { name: 'till', judge: judgeTills },
  { name: 'relay', judge: judgeRelay },
  { name: 'clock', judge: judgeClock },
  { name: 'legibility', judge: judgeLegibility },
  { name: 'system', judge: judgeSystem },
]

export function examine(facts: Facts): Finding[] {
  return CHECKS.flatMap(({ name, judge }) => judge(facts).map((judgement) => ({ check: name, ...judgement })))
}
