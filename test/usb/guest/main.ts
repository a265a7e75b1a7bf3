/** All tests of the guest, in one shop and in one order: what one leaves behind, the next one has to live with. */
import { after, before, describe, it } from 'node:test'
import { hidBox } from './cases/hid.ts'
import { numberPad, PAD_SOURCE } from './cases/number-pad.ts'
import { rights } from './cases/rights.ts'
import { serialBox } from './cases/serial.ts'
import { twins } from './cases/twins.ts'
import { HidBox } from './hid-box.ts'
import { BUTTON_BOX, SerialBox } from './serial-box.ts'
import { Shop } from './shop.ts'

/** The ports of the shop's computer: where what is plugged in at first, and which are empty. */
const SERIAL = 0
const HID = 1
const EMPTY = [2, 3] as const
const LEFT = 4
const RIGHT = 5

const place = (port: number) => `at:platform-dummy_hcd.${port}-usb-0:1`
const serial = new SerialBox({ id: 'A1', usb: { ...BUTTON_BOX, serial: 'A1' } })
const hid = new HidBox('H1')
const shop = new Shop({
  holdMs: 2_000,
  sources: ['serial:auto', 'hid:auto', PAD_SOURCE],
  boxes: { 'box:A1': 3, 'hid:1209:0002:H1': 5, [place(LEFT)]: 7, [place(RIGHT)]: 8 },
})

describe('the bridge on true USB devices', () => {
  before(async () => {
    await serial.plug(SERIAL)
    await hid.plug(HID)
    await shop.open()
  })
  after(() => shop.close())

  describe('without rights', () => rights(shop))
  describe('a serial box', () => serialBox({ shop, usb: serial, name: 'box:A1', till: 3, ports: [SERIAL, ...EMPTY] }))
  describe('a HID box', () => hidBox({ shop, box: hid, name: 'hid:1209:0002:H1', till: 5, ports: [HID, EMPTY[0]] }))
  describe('two identical boxes', () => twins({ shop, ports: [LEFT, RIGHT], tills: [7, 8] }))
  describe('a number pad', () => numberPad({ shop, port: EMPTY[1], tills: [4, 10, 12] }))

  it('has in its log what was pressed, each press once and in order, and nothing else', () => {
    shop.log.holdsWhatWasPressed()
  })
})
