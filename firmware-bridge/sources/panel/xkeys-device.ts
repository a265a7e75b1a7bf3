/** X-keys panels of this machine. The only file that imports their library, an optional extra, and lazily. */
import type { XKeys } from 'xkeys'
import { Failure, reason } from '../../../platform/failure.ts'
import type { Device, DeviceEars } from '../device/device.ts'
import { listHid } from '../hid/hid-device.ts'
import { within } from '../hid/hid-limit.ts'
import { type OpenPanel, type Panel, type PanelHub, type PanelKey, panelEdge } from './panel.ts'

type Library = typeof import('xkeys')
export type XKeysProduct = Library['PRODUCTS'][string]

/** What is told to a key: dark, lit, or lit in the colour that warns. */
const BACKLIGHTS = ['000000', '0000ff', 'ff0000'] as const

/** Ending waits for what is on its way, which a panel that is gone holds up, ms. */
const CLOSE_LIMIT = 2_000

export const X_KEYS_HUB: PanelHub = {
  async list() {
    const { XKeys } = await load()
    const connected = await listHid()
    // A panel may have more interfaces (mouse, keyboard); the library knows the one with the keys.
    return connected.filter(({ vendorId, productId, product, part = null }) =>
      XKeys.filterDevice({ vendorId, productId, product, interface: part }),
    )
  },
  open:
    (path): OpenPanel =>
    async (ears) => {
      const { PRODUCTS, setupXkeysPanel } = await load()
      const xkeys = await setupXkeysPanel(path)
      const product = Object.values(PRODUCTS).find(({ name }) => name === xkeys.info.name)
      return panelOfXKeys(xkeys, product, ears)
    },
}

/** The panel that is open and has told its state. */
export function panelOfXKeys(xkeys: XKeys, product: XKeysProduct | undefined, { data, gone }: DeviceEars): Panel {
  const keys = product ? keyOrder(product) : []
  xkeys.on('error', (error) => gone(reason(error)))
  // It takes a failed read for itself and closes the panel.
  xkeys.on('disconnected', () => gone('could not read from HID device'))
  xkeys.on('down', (button) => data(panelEdge({ button, edge: 'down' })))
  xkeys.on('up', (button) => data(panelEdge({ button, edge: 'up' })))
  xkeys.setAllBacklights(BACKLIGHTS[0])
  return {
    device: deviceOf(xkeys),
    model: xkeys.info.name,
    firmware: String(xkeys.firmwareVersion),
    keys: keys.map((index): PanelKey => ({ index, width: 0, height: 0 })),
  }
}

/**
 * The keys as people read them, row by row. The library counts them down the columns, and tells the place of each in a
 * table or, where there is none, by that rule; where the rule does not fit the rows, its own order is kept.
 */
export function keyOrder({
  bBytes,
  bBits,
  rowCount,
  colCount,
  btnLocation,
  disableButtons = [],
}: XKeysProduct): number[] {
  const all = Array.from({ length: bBytes * bBits }, (_, index) => index + 1)
  const keys = all.filter((key) => !disableButtons.includes(key))
  if (!btnLocation && bBits !== rowCount) return keys
  const placed = keys.flatMap((key) => {
    const byRule = [((key - 1) % bBits) + 1, Math.ceil(key / bBits)] as const
    const [row, column] = btnLocation ? (btnLocation[key] ?? [0, 0]) : byRule
    return row >= 1 && column >= 1 && row <= rowCount && column <= colCount ? [{ key, row, column }] : []
  })
  return placed.sort((a, b) => a.row - b.row || a.column - b.column).map(({ key }) => key)
}

function deviceOf(xkeys: XKeys): Device {
  return {
    async write([key = 0, light = 0]) {
      xkeys.setBacklight(key, BACKLIGHTS[light] ?? BACKLIGHTS[0])
      await xkeys.flush()
    },
    close: () => within(CLOSE_LIMIT, ended(xkeys)),
  }
}

/** A panel that is gone answers with an error: closed it is all the same. */
async function ended(xkeys: XKeys): Promise<void> {
  try {
    xkeys.setAllBacklights(BACKLIGHTS[0])
    await xkeys.flush()
  } catch {
    // It takes nothing any more.
  }
  await xkeys.close().catch(() => undefined)
}

async function load(): Promise<Library> {
  try {
    return (await import('xkeys')).default
  } catch (error) {
    const text = 'X-keys need a library that is not installed: npm install xkeys'
    throw new Failure('library_missing', `${text} (${reason(error)})`, error)
  }
}
