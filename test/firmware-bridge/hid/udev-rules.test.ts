import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DEVICE_MODELS } from '@elgato-stream-deck/core'
import { describe, expect, it } from 'vitest'
import { PRODUCTS, XKEYS_VENDOR_ID } from 'xkeys'
import { HID_MODELS, isKeyboard } from '../../../firmware-bridge/models/hid-models.ts'
import { STREAM_DECKS, X_KEYS } from '../../../firmware-bridge/models/panel-models.ts'
import { SERIAL_MODELS } from '../../../firmware-bridge/models/serial-models.ts'
import { UDEV_FORMS, udevFile, udevRules } from '../../../firmware-bridge/models/udev-rules.ts'
import { folder } from '../../helpers/bridge-kit.ts'

const PAD = { vendorId: 0x04d9, productId: 0x1203 }

/** The rules without comments. */
function rulesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
}

describe.each(UDEV_FORMS)('the udev rules for a %s', (form) => {
  const rules = rulesOf(udevRules(form))

  it('are those in deploy/udev (else: npm run udev)', () => {
    const committed = readFileSync(join('deploy', 'udev', udevFile(form)), 'utf8')
    expect(udevRules(form)).toBe(committed)
  })

  it('give rights to every model, and to nobody whom they do not name', () => {
    const rights = form === 'server' ? 'GROUP="plugdev", MODE="0660"' : 'TAG+="uaccess"'
    const granting = rules.filter((rule) => rule.endsWith(rights))
    const ports = SERIAL_MODELS.filter(({ use }) => form === 'desktop' || use === 'auto')
    expect(granting).toHaveLength(ports.length + HID_MODELS.length + 2)
    for (const rule of granting) expect(rule).toMatch(/^SUBSYSTEM=="(?:tty|hidraw)", /u)
    expect(rules.filter((rule) => /MODE|GROUP|uaccess/u.test(rule))).toEqual(granting)
  })

  it('keep ModemManager from every serial model', () => {
    expect(rules.filter((rule) => rule.includes('ENV{ID_MM_DEVICE_IGNORE}="1"'))).toHaveLength(SERIAL_MODELS.length)
  })

  it('touch no keyboard but the number pads that are named', () => {
    expect(rules.filter((rule) => /04d9|LIBINPUT/u.test(rule))).toEqual([])
    const [read, ignore, ...more] = rulesOf(udevRules(form, [PAD])).filter((rule) => rule.includes('04d9'))
    expect(read).toMatch(/^SUBSYSTEM=="hidraw", ATTRS\{idVendor\}=="04d9", ATTRS\{idProduct\}=="1203", /u)
    expect(ignore).toMatch(/^SUBSYSTEM=="input", .*ENV\{LIBINPUT_IGNORE_DEVICE\}="1"$/u)
    expect(more).toEqual([])
  })

  it('say nothing while a device goes', () => {
    expect(rules[0]).toBe('ACTION=="remove", GOTO="cashierq_end"')
    expect(rules.at(-1)).toBe('LABEL="cashierq_end"')
  })

  it('are each well formed: matches first, then what is set, and nothing else', () => {
    const term = /^[A-Z]+(?:\{[\w/]+\})?(?:==|!=|\+=|=)"[^"]*"$/u
    for (const rule of rulesOf(udevRules(form, [PAD]))) {
      for (const part of rule.split(', ')) expect(part).toMatch(term)
      expect(rule).toMatch(/^(?:\S+(?:==|!=)"[^"]*"(?:, |$))*(?:\S+[^=!]=(?!=)"[^"]*"(?:, |$))*$/u)
    }
  })

  it.skipIf(!canVerify())('are taken by udev itself', async () => {
    const file = join(await folder(), udevFile(form))
    await writeFile(file, udevRules(form, [PAD]))
    const { status, stderr } = spawnSync('udevadm', ['verify', '--no-style', file], { encoding: 'utf8' })
    expect(stderr).not.toMatch(/error/iu)
    expect(status).toBe(0)
  })
})

/** `udevadm verify` came with systemd 254. */
function canVerify(): boolean {
  return spawnSync('udevadm', ['verify', '--help']).status === 0
}

describe('the udev rules for a server', () => {
  it('leave the group of a port that may be a printer as it is', () => {
    const ftdi = rulesOf(udevRules('server')).filter((rule) => rule.includes('"6001"'))
    expect(ftdi).toHaveLength(2)
    expect(ftdi.join()).not.toMatch(/GROUP|MODE/u)
  })
})

describe('the models', () => {
  it('have the ids of every Stream Deck that the library knows and that is no keyboard', () => {
    const known = DEVICE_MODELS.filter(({ id }) => id !== 'network-dock' && id !== 'galleon-k100')
    expect(new Set(STREAM_DECKS.productIds)).toEqual(new Set(known.flatMap(({ productIds }) => productIds)))
    expect(new Set(known.map(({ vendorId }) => vendorId))).toEqual(new Set([STREAM_DECKS.vendorId]))
  })

  it('have the ids of every X-keys that the library knows and that has no letters', () => {
    const hasLetters = (regions: readonly (readonly [string, ...number[]])[] = []) =>
      regions.some(([name]) => name.startsWith('QWERTY'))
    const known = Object.values(PRODUCTS).filter(({ layouts }) => !hasLetters(layouts))
    const ids = known.flatMap(({ hidDevices }) => hidDevices.map(([id]) => id))
    expect(new Set(X_KEYS.productIds)).toEqual(new Set(ids))
    expect(X_KEYS.vendorId).toBe(XKEYS_VENDOR_ID)
  })

  it('have names of their own, and none is a keyboard', () => {
    expect(new Set(HID_MODELS.map(({ name }) => name)).size).toBe(HID_MODELS.length)
    for (const { usage, ...model } of HID_MODELS)
      expect(isKeyboard({ ...model, usages: usage ? [usage] : [] })).toBe(false)
  })
})
