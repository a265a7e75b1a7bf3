import { describe, expect, it } from 'vitest'
import {
  type Announcement,
  Announcer,
  type Line,
  linesOf,
  type Speaker,
} from '../../../renderer/screen/announcement.ts'

describe('what is said', () => {
  const said = (language: string, besides: readonly string[]) =>
    linesOf({ number: 3 }, language, besides).map((line) => line.language)

  it('the call’s own language first, then those of the screen', () => {
    expect(linesOf({ number: 3 }, 'de', ['en', 'fr']).map(({ text }) => text)).toEqual([
      'Kasse 3, bitte',
      'Cashier number 3, please',
      'Caisse numéro 3, s’il vous plaît',
    ])
  })

  it('each language once, however it is written', () => {
    expect(said('en', ['en-GB', 'es', 'EN', 'es-MX'])).toEqual(['en', 'es'])
  })

  it('a language that nobody has a catalogue for is not said in English instead', () => {
    expect(said('es', ['sv', 'de'])).toEqual(['es', 'de'])
  })

  it('the label, where the sign at the desk has one', () => {
    expect(linesOf({ number: 3, label: 'B2' }, 'en', [])).toEqual([
      { language: 'en', text: 'Cashier number B2, please', till: { number: 3, label: 'B2' } },
    ])
  })
})

/** What happens in the shop, in order; each sound goes on until it is `over`, or hushed. */
class Shop {
  readonly heard: string[] = []
  #ends: (() => void)[] = []

  readonly chime = (_volume: number, signal: AbortSignal) => this.#sound('chime', signal)

  speaker(by: 'system' | 'pack', languages: readonly string[]): Speaker {
    return {
      by,
      say: async ({ language }, volume, signal, begun) => {
        if (!languages.includes(language)) return false
        begun()
        await this.#sound(`${by} ${language} at ${volume}`, signal)
        return true
      },
    }
  }

  /** What is heard now comes to its end. */
  async over(): Promise<void> {
    for (const end of this.#ends.splice(0)) end()
    await settled()
  }

  #sound(name: string, signal: AbortSignal): Promise<void> {
    this.heard.push(name)
    return new Promise((resolve) => {
      this.#ends.push(resolve)
      signal.addEventListener('abort', () => {
        this.heard.push(`${name} hushed`)
        resolve()
      })
    })
  }
}

/** All that can go on without a sound's end has gone on. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
}

describe('an announcement', () => {
  function open(speakers: (shop: Shop) => readonly Speaker[] = (shop) => [shop.speaker('pack', ['en', 'es', 'de'])]) {
    const shop = new Shop()
    const announcer = new Announcer(shop.chime, speakers(shop))
    const told: string[] = []
    const announce = async (languages: readonly string[], more: Partial<Announcement> = {}) => {
      const lines: Line[] = languages.map((language) => ({ language, text: language, till: { number: 1 } }))
      const onLine: Announcement['onLine'] = ({ language }, by) => told.push(`${language} by ${by}`)
      void announcer.announce({ lines, chime: true, volume: 0.6, onLine, ...more })
      await settled()
    }
    return { shop, announcer, told, announce }
  }

  it('is a chime, then one language after the other', async () => {
    const { shop, announce } = open()
    await announce(['en', 'es'])
    expect(shop.heard).toEqual(['chime'])
    await shop.over()
    expect(shop.heard).toEqual(['chime', 'pack en at 0.6'])
    await shop.over()
    expect(shop.heard).toEqual(['chime', 'pack en at 0.6', 'pack es at 0.6'])
    await shop.over()
    expect(shop.heard).toHaveLength(3)
  })

  it('begins with the voice where the chime is switched off', async () => {
    const { shop, announce } = open()
    await announce(['en'], { chime: false })
    expect(shop.heard).toEqual(['pack en at 0.6'])
  })

  it('is a chime alone where nothing is to be said', async () => {
    const { shop, told, announce } = open()
    await announce([])
    await shop.over()
    expect(shop.heard).toEqual(['chime'])
    expect(told).toEqual([])
  })

  it('is said by the first that can, language by language; where nobody can, that is told', async () => {
    const { shop, told, announce } = open((shop) => [
      shop.speaker('system', ['en']),
      shop.speaker('pack', ['en', 'es']),
    ])
    await announce(['es', 'th', 'en'], { chime: false })
    await shop.over()
    expect(shop.heard).toEqual(['pack es at 0.6', 'system en at 0.6'])
    expect(told).toEqual(['es by pack', 'th by nobody', 'en by system'])
  })

  it('gives way to a newer one at once, and its other languages are never said', async () => {
    const { shop, announce } = open()
    await announce(['en', 'es'], { chime: false })
    await announce(['de'], { chime: false })
    expect(shop.heard).toEqual(['pack en at 0.6', 'pack en at 0.6 hushed', 'pack de at 0.6'])
    await shop.over()
    expect(shop.heard).toHaveLength(3)
  })

  it('gives way in its chime too', async () => {
    const { shop, told, announce } = open()
    await announce(['en'])
    await announce(['de'])
    await shop.over()
    expect(shop.heard).toEqual(['chime', 'chime hushed', 'chime', 'pack de at 0.6'])
    expect(told).toEqual(['de by pack'])
  })

  it('ends where it is when it is hushed', async () => {
    const { shop, announcer, told, announce } = open()
    await announce(['en', 'es'], { chime: false })
    announcer.hush()
    await shop.over()
    expect(shop.heard).toEqual(['pack en at 0.6', 'pack en at 0.6 hushed'])
    expect(told).toEqual(['en by pack'])
  })

  it('is not begun again by another when a voice breaks off', async () => {
    const broken: Speaker = {
      by: 'system',
      say: async (_line, _volume, _signal, begun) => {
        begun()
        return false
      },
    }
    const { shop, told, announce } = open((shop) => [broken, shop.speaker('pack', ['en'])])
    await announce(['en'], { chime: false })
    expect(shop.heard).toEqual([])
    expect(told).toEqual(['en by system'])
  })
})
