/**
 * A plain user, first without our udev rules, then with what the doctor advises. The advice is not read but obeyed: its
 * commands are run as they stand.
 */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { asRoot } from '../person.ts'
import type { Shop } from '../shop.ts'

const NODES = ['/dev/hidraw0', '/dev/ttyACM0']
/** Rules, group, new log-in: whoever needs more rounds than that goes round in circles. */
const MOST_ROUNDS = 4

export function rights(shop: Shop): void {
  it('is refused the boxes as a plain user', async () => {
    for (const node of NODES) await shop.untilDevice(node, 'refused')
  })

  it('is told so by the doctor, whose exit code says "error"', async () => {
    const { exitCode, findings } = await shop.doctor()
    const refused = findings.filter(isRefusal)
    assert.deepEqual(refused.map(({ subject }) => subject).sort(), NODES)
    assert.equal(exitCode, 4)
  })

  it("may use them when the doctor's advice is followed to the letter", async () => {
    for (let round = 0, advice = await adviceOf(shop); advice.length > 0; advice = await adviceOf(shop)) {
      assert.ok(round++ < MOST_ROUNDS, `the same advice again: ${advice.join('\n')}`)
      for (const command of advice) asRoot(command)
      // Groups come with a new log-in.
      await shop.close()
      await shop.open()
    }
    for (const node of NODES) await shop.untilDevice(node, 'open')
  })

  it('has given them to the group alone, not to everybody', () => {
    const modes = asRoot(`stat -c '%n %a %G' ${NODES.join(' ')}`)
      .trim()
      .split('\n')
    assert.deepEqual(modes, ['/dev/hidraw0 660 plugdev', '/dev/ttyACM0 660 plugdev'])
  })
}

type Finding = Awaited<ReturnType<Shop['doctor']>>['findings'][number]

function isRefusal({ check, severity }: Finding): boolean {
  return check === 'permission' && severity === 'error'
}

async function adviceOf(shop: Shop): Promise<string[]> {
  const { findings } = await shop.doctor()
  return [...new Set(findings.filter(isRefusal).map(({ mend = 'false # the doctor has no advice' }) => mend))]
}
