/**
 * A plain user, first without our udev rules, then with what the doctor advises. The advice is not read but obeyed: its
 * commands are run as they stand.
 */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { asRoot } from '../person.ts'
import type { Shop } from '../shop.ts'
import { until } from '../until.ts'

const NODES = ['/dev/hidraw0', '/dev/ttyACM0']
/** Rules, group: whoever needs more rounds than that goes round in circles. */
const MOST_ROUNDS = 3

type Finding = Awaited<ReturnType<Shop['doctor']>>['findings'][number]

export function rights(shop: Shop): void {
  let refusals: readonly Finding[] = []

  it('is refused the boxes as a plain user', async () => {
    for (const node of NODES) assert.equal(await statusOf(shop, node), 'refused')
  })

  it('is told so by the doctor, whose exit code says "error"', async () => {
    const { exitCode, findings } = await shop.doctor()
    refusals = findings.filter(isRefusal)
    assert.deepEqual(refusals.map(({ subject }) => subject).sort(), NODES)
    assert.equal(exitCode, 4)
  })

  it("may use them when the doctor's advice is followed to the letter", async () => {
    for (let round = 1; ; round++) {
      for (const command of new Set(refusals.map(({ mend }) => mend))) asRoot(command ?? 'echo no advice; false')
      // Groups come with a new log-in.
      await shop.close()
      await shop.open()
      if (await areOpen(shop)) return
      assert.ok(round < MOST_ROUNDS, 'still refused')
      refusals = (await shop.doctor()).findings.filter(isRefusal)
    }
  })

  it('has given them to the group alone, not to everybody', () => {
    const modes = asRoot(`stat -c '%n %a %G' ${NODES.join(' ')}`)
      .trim()
      .split('\n')
    assert.deepEqual(modes, ['/dev/hidraw0 660 plugdev', '/dev/ttyACM0 660 plugdev'])
  })
}

function isRefusal({ check, severity }: Finding): boolean {
  return check === 'permission' && severity === 'error'
}

async function areOpen(shop: Shop): Promise<boolean> {
  for (const node of NODES) if ((await statusOf(shop, node)) !== 'open') return false
  return true
}

/** What has become of the box on this device, once that is known. */
function statusOf(shop: Shop, node: string): Promise<'open' | 'refused'> {
  return until(`the box on ${node} is open, or refused`, async () => {
    const kind = (await shop.boxOn(node))?.status.kind
    return (kind === 'open' || kind === 'refused') && kind
  })
}
