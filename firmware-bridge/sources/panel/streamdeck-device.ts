/** Stream Decks of this machine. The only file that imports their library, an optional extra, and lazily. */
import type { StreamDeck } from '@elgato-stream-deck/node'
import { Failure, reason } from '../../../platform/failure.ts'
import type { Device, DeviceEars } from '../device/device.ts'
import { listHid } from '../hid/hid-device.ts'
import { within } from '../hid/hid-limit.ts'
import { type OpenPanel, type Panel, type PanelHub, type PanelKey, panelEdge } from './panel.ts'

/** Bright enough beside a window, and easy on the eyes and the display for a whole day, percent. */
const BRIGHTNESS = 70
/** Ending waits for pictures on their way, which a deck that is gone holds up, ms. */
const CLOSE_LIMIT = 2_000

export const STREAM_DECK_HUB: PanelHub = {
  async list() {
    await load()
    return listHid()
  },
  open:
    (path): OpenPanel =>
    async (ears) => {
      const { openStreamDeck } = await load()
      return panelOfDeck(await openStreamDeck(path), ears)
    },
}

/** The panel of a deck that is open. */
export async function panelOfDeck(deck: StreamDeck, ears: DeviceEars): Promise<Panel> {
  const device = listen(deck, ears)
  try {
    await deck.clearPanel()
    await deck.setBrightness(BRIGHTNESS)
    return { device, model: deck.PRODUCT_NAME, firmware: await deck.getFirmwareVersion(), keys: keysOf(deck) }
  } catch (error) {
    await device.close()
    throw error
  }
}

function keysOf({ CONTROLS }: StreamDeck): PanelKey[] {
  return CONTROLS.flatMap((control) => {
    if (control.type !== 'button') return []
    const size = control.feedbackType === 'lcd' ? control.pixelSize : { width: 0, height: 0 }
    return [{ index: control.index, ...size }]
  })
}

/**
 * The library tells each key that is down in a report from the state "all up", so the first report after opening may
 * make a press of a key that is stuck. One key can only have gone down by itself; of several, none is taken.
 */
function listen(deck: StreamDeck, { data, gone }: DeviceEars): Device {
  let first: number[] | undefined = []
  const flush = () => {
    const [key, another] = first ?? []
    first = undefined
    if (key !== undefined && another === undefined) data(panelEdge({ button: key, edge: 'down' }))
  }
  deck.on('error', (error) => gone(reason(error)))
  deck.on('down', ({ type, index }) => {
    if (type !== 'button') return
    if (!first) return data(panelEdge({ button: index, edge: 'down' }))
    // All keys of one report are told at once.
    if (first.push(index) === 1) queueMicrotask(flush)
  })
  deck.on('up', ({ type, index }) => {
    if (type === 'button') data(panelEdge({ button: index, edge: 'up' }))
  })
  return {
    write: (chunk) => deck.fillKeyBuffer(chunk[0] ?? 0, chunk.subarray(1), { format: 'rgb' }),
    close: () => within(CLOSE_LIMIT, ended(deck)),
  }
}

/** Dark keys tell that nobody listens. A deck that is gone answers with an error: closed it is all the same. */
async function ended(deck: StreamDeck): Promise<void> {
  await deck.clearPanel().catch(() => undefined)
  await deck.close().catch(() => undefined)
}

async function load(): Promise<typeof import('@elgato-stream-deck/node')> {
  try {
    return (await import('@elgato-stream-deck/node')).default
  } catch (error) {
    const text = 'Stream Decks need a library that is not installed: npm install @elgato-stream-deck/node'
    throw new Failure('library_missing', `${text} (${reason(error)})`, error)
  }
}
