import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Mark } from '../../../renderer/screen/mark.ts'

vi.mock('../../../renderer/page/parts.ts', () => ({ ownMark: () => 'ours' }))

/** What becomes of each picture that is asked for. */
const relay = { away: false }

class FakeImage {
  alt = ''
  src = ''
  async decode(): Promise<void> {
    if (relay.away) throw new Error('cannot be loaded')
  }
  toString(): string {
    return this.src
  }
}

beforeEach(() => {
  relay.away = false
  vi.stubGlobal('Image', FakeImage)
})
afterEach(() => vi.unstubAllGlobals())

function stand() {
  const seen: string[] = []
  const problems: string[] = []
  const mark = new Mark({ replaceChildren: (...shown) => void seen.push(String(shown[0])) })
  const tell = async (source: string) => {
    mark.set(source, (name) => problems.push(name))
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { seen, problems, tell }
}

it('the shop’s mark comes with a later telling, if its relay was away at the first', async () => {
  const { seen, tell } = stand()
  relay.away = true
  await tell('/logo?v=1')
  relay.away = false
  await tell('/logo?v=1')
  expect(seen.at(-1)).toBe('/logo?v=1')
})

it('a mark that cannot be shown is told of once, however often it is tried', async () => {
  const { seen, problems, tell } = stand()
  relay.away = true
  for (let telling = 0; telling < 5; telling++) await tell('/logo?v=1')
  expect(problems).toEqual(['logo'])
  expect(seen.at(-1)).toBe('ours')
})

it('a mark that stands is left alone', async () => {
  const { seen, tell } = stand()
  for (let telling = 0; telling < 5; telling++) await tell('/logo?v=1')
  expect(seen).toEqual(['ours', '/logo?v=1'])
})
