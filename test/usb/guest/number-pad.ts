/** A number pad as shops buy it: a HID boot keyboard that knows nothing of CashierQ. */
import { HidDevice } from './hid-device.ts'

export const PAD_IDS = { vendor: '04d9', product: '1203' }
const USB = { ...PAD_IDS, manufacturer: 'Nobody', name: 'USB Keypad' }
/** Report descriptor of HID 1.11, appendix B.1, without the lamps of Num Lock and its like. */
const DESCRIPTOR = Buffer.from(
  '05010906a101050719e029e71500250175019508810295017508810195067508150026ff00050719002aff008100c0',
  'hex',
)
const KEYPAD_ENTER = 0x58
const KEYPAD_ONE = 0x59

export class NumberPad {
  readonly device = new HidDevice(USB, { descriptor: DESCRIPTOR, inputBytes: 8, bootKeyboard: true }, () => undefined)

  /** Types the number's digits and Enter, one key after the other. */
  async type(number: number): Promise<void> {
    for (const digit of String(number)) await this.#stroke(KEYPAD_ONE + ((Number(digit) + 9) % 10))
    await this.#stroke(KEYPAD_ENTER)
  }

  async #stroke(key: number): Promise<void> {
    await this.device.send(Uint8Array.of(0, 0, key, 0, 0, 0, 0, 0))
    await this.device.send(new Uint8Array(8))
  }
}
