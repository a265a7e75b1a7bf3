/** A box's USB device that the kernel has, but has made no serial port of: its driver is missing or was taken off. */
import { serialModelOf } from '../../../firmware-bridge/models/serial-models.ts'
import type { UsbDevice } from '../facts/usb.ts'
import { onLinux } from '../facts.ts'
import type { Judgement } from '../finding.ts'
import { run } from '../mend.ts'

/** Drivers of converter chips, by vendor; all else that says "serial" over USB is `cdc_acm`. */
const DRIVERS: { readonly [vendor: string]: string } = {
  '1a86': 'ch341',
  '0403': 'ftdi_sio',
  '10c4': 'cp210x',
  '067b': 'pl2303',
}

export const judgeDrivers = onLinux(({ usb, ports, brlttyRules }): Judgement[] => {
  const portless = usb.filter(({ place }) => !ports.some((port) => port.usb?.place === place))
  return portless.flatMap((device) => {
    const model = serialModelOf(device)
    // Where brltty is there, it is the likelier culprit, and its own check says so.
    return model?.product && brlttyRules.length === 0 ? [judge(device, model.name)] : []
  })
})

function judge({ vendor, product, place }: UsbDevice, name: string): Judgement {
  const driver = DRIVERS[vendor] ?? 'cdc_acm'
  return {
    severity: 'error',
    subject: `USB ${place}`,
    message: `${name} (${vendor}:${product}) is plugged in, but has no serial port: the kernel's driver ${driver} is not at it`,
    mend: run(`sudo modprobe ${driver}`, 'then plug it in again'),
    facts: { ids: `${vendor}:${product}`, driver },
  }
}
