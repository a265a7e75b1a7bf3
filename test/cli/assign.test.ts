import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { lockFolder } from '../../platform/folder-lock.ts'
import { systemClock } from '../../platform/system-clock.ts'
import { folder, until } from '../helpers/bridge-kit.ts'
import { PtyBox } from '../helpers/pty-box.ts'
import { childProgram, type TsChild } from '../helpers/ts-child.ts'

const cashierq = childProgram('cli/main.ts')

/** Boxes with these ids, plugged in, and `cashierq bridge --assign` reading them. */
async function shop(ids: readonly string[], config: object = {}) {
  const dataDir = await folder()
  const boxes: PtyBox[] = []
  for (const id of ids) {
    const box = PtyBox.in(await folder(), { id, model: 'till-box', firmware: '1.2' })
    await box.plug()
    boxes.push(box)
  }
  const tills = [1, 2, 3].map((number) => ({ number, arrow: 'none', colour: '#0f4cac', shape: 'circle' }))
  const file = join(dataDir, 'cashierq.json')
  await writeFile(file, JSON.stringify({ tills, ...config }))
  const assign = (): TsChild => {
    const sources = boxes.flatMap(({ path }) => ['--source', `serial:${path}`])
    const child = cashierq(
      'bridge',
      '--assign',
      '--data-dir',
      dataDir,
      '--config',
      file,
      '--log-level',
      'error',
      ...sources,
    )
    onTestFinished(() => child.kill())
    return child
  }
  const saved = async (): Promise<unknown> => JSON.parse(await readFile(join(dataDir, 'boxes.json'), 'utf8'))
  const [first, second] = boxes.map(({ box }) => box)
  if (!first) throw new Error('a shop has a box')
  return { dataDir, first, second: second ?? first, assign, saved }
}

const asks = (till: number) => (line: string) => line.startsWith(`Till ${till}: press its button now`)
const includes = (text: string) => (line: string) => line.includes(text)

/**
 * Presses the box, and again while that is said to be too early; resolves with the answer.
 *
 * We read an answer before the box hears that its press was taken. It keeps eight presses: one made sooner than that,
 * again and again, finds no room in the end, and nobody ever answers it.
 */
async function answerTo(box: PtyBox['box'], child: TsChild): Promise<string> {
  for (;;) {
    await until(() => box.queued === 0)
    const before = child.lines.length
    box.press()
    const answer = await child.said((line) => line.startsWith('  ') && child.lines.lastIndexOf(line) >= before)
    if (!answer.includes('has only just come')) return answer
  }
}

describe('cashierq bridge --assign', () => {
  it('asks for each till, saves each answer at once, and says at the end what is assigned and what is not', async () => {
    const { first, second, assign, saved } = await shop(['A1', 'B2'])
    const child = assign()
    expect(await child.said(asks(1))).toBe('Till 1: press its button now (Enter: skip, q: end)')
    await until(() => first.pattern() === 'off' && second.pattern() === 'off')
    expect(await answerTo(first, child)).toMatch(/^ {2}Till 1 is box:A1 \(till-box 1\.2 on \S+tty-bridge\)\.$/u)
    expect(await saved()).toEqual({ 'box:A1': 1 })
    await until(() => first.pattern() === 'slow')
    await child.said(asks(2))
    child.type('')
    await child.said(asks(3))
    expect(await answerTo(second, child)).toContain('Till 3 is box:B2')
    expect(await child.ended()).toBe(0)
    expect(await saved()).toEqual({ 'box:A1': 1, 'box:B2': 3 })
    expect(child.lines.slice(-3).map((line) => line.replace(/ \(.*/u, ''))).toEqual([
      'till 1: box:A1',
      'till 3: box:B2',
      'without a box: till 2',
    ])
  })

  it('moves a box to another till when it is pressed once more, and keeps the boxes of other tills', async () => {
    const { dataDir, first, assign, saved } = await shop(['A1'])
    await writeFile(join(dataDir, 'boxes.json'), '{"box:A1": 3, "box:ELSEWHERE": 2}')
    const child = assign()
    await child.said(asks(1))
    await until(() => first.pattern() === 'lit')
    expect(await answerTo(first, child)).toContain('is till 3 already. To make it till 1, press it again.')
    expect(await saved()).toEqual({ 'box:A1': 3, 'box:ELSEWHERE': 2 })
    // Two presses within a second are one hand's.
    await new Promise<void>((resolve) => systemClock.after(1_001, resolve))
    expect(await answerTo(first, child)).toContain('no longer till 3')
    expect(await child.said(asks(2))).toContain('Enter: keep box:ELSEWHERE')
    child.type('q')
    expect(await child.ended()).toBe(0)
    expect(await saved()).toEqual({ 'box:A1': 1, 'box:ELSEWHERE': 2 })
  })

  it('takes no press that a box has kept from before for an answer', async () => {
    const { first, assign } = await shop(['A1'])
    first.press()
    const child = assign()
    await child.said(includes('has only just come: press it again'))
    child.type('q')
    expect(await child.ended()).toBe(0)
    expect(child.lines).toContain('without a box: till 1, 2, 3')
  })

  it('leaves a box where the settings have put it, and does not ask for that till', async () => {
    const { first, assign } = await shop(['A1'], { boxes: { 'box:A1': 2 } })
    const child = assign()
    await child.said(asks(1))
    expect(await answerTo(first, child)).toContain('box:A1 is by "boxes" in cashierq.json till 2: it stays so.')
    child.type('')
    await child.said(asks(3))
    child.type('')
    expect(await child.ended()).toBe(0)
    expect(child.lines.filter(asks(2))).toEqual([])
  })

  it('ends well when nobody is there to answer', async () => {
    const { assign } = await shop(['A1'])
    const child = assign()
    await child.said(asks(1))
    child.process.stdin?.end()
    expect(await child.ended()).toBe(0)
  })

  it('says so and ends with 1 when an answer cannot be saved', async () => {
    const { dataDir, first, assign } = await shop(['A1'])
    await mkdir(join(dataDir, 'boxes.json.tmp'))
    const child = assign()
    await child.said(asks(1))
    await expect(answerTo(first, child)).rejects.toThrow('the child has ended')
    expect(await child.ended()).toBe(1)
  })

  it('refuses to start while a bridge has the boxes', async () => {
    const { dataDir, assign } = await shop(['A1'])
    await mkdir(join(dataDir, 'journal', 'main'), { recursive: true })
    const lock = await lockFolder(join(dataDir, 'journal', 'main'))
    onTestFinished(() => lock.release())
    expect(await assign().ended()).toBe(1)
  })

  it('refuses to start without a source, or with a broken list of boxes', async () => {
    const { dataDir, assign } = await shop(['A1'])
    expect(await cashierq('bridge', '--assign', '--data-dir', dataDir).ended()).toBe(2)
    await writeFile(join(dataDir, 'boxes.json'), '[]')
    expect(await assign().ended()).toBe(2)
  })
})
