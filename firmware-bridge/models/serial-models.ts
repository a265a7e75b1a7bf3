/**
 * USB serial ports that may be a button box, by the ids that they tell the computer.
 *
 * How to add a model: one row. `use: 'auto'` opens every port with these ids unasked, so it is only for ids that belong
 * to button boxes alone. A converter chip is in receipt printers, scales and scanners as well, and a printer that is
 * told "say hello" prints it: `use: 'ask'` lists the port as possible, and a person names it (`serial:DEVICE`).
 */
export type SerialModel = {
  /** Four hexadecimal digits, lower case. */
  readonly vendor: string
  /** Absent: every product of this vendor. */
  readonly product?: string
  readonly name: string
  readonly use: 'auto' | 'ask'
}

export const SERIAL_MODELS: readonly SerialModel[] = [
  // pid.codes: the ids that our firmware tells on boards with USB of their own (Leonardo, Pro Micro).
  { vendor: '1209', product: '0001', name: 'CashierQ button box', use: 'auto' },
  { vendor: '2341', name: 'Arduino', use: 'ask' },
  { vendor: '2a03', name: 'Arduino', use: 'ask' },
  { vendor: '1b4f', name: 'SparkFun', use: 'ask' },
  { vendor: '1a86', product: '7523', name: 'CH340 converter', use: 'ask' },
  { vendor: '1a86', product: '5523', name: 'CH341 converter', use: 'ask' },
  { vendor: '1a86', product: '55d4', name: 'CH9102 converter', use: 'ask' },
  { vendor: '0403', product: '6001', name: 'FTDI FT232R converter', use: 'ask' },
  { vendor: '0403', product: '6010', name: 'FTDI FT2232 converter', use: 'ask' },
  { vendor: '0403', product: '6015', name: 'FTDI FT231X converter', use: 'ask' },
  { vendor: '10c4', product: 'ea60', name: 'CP2102 converter', use: 'ask' },
  { vendor: '067b', product: '2303', name: 'PL2303 converter', use: 'ask' },
]

export type UsbIds = { readonly vendor: string; readonly product: string }

/** The model with these ids; a row with a product counts for more than its vendor's. */
export function serialModelOf({ vendor, product }: UsbIds): SerialModel | undefined {
  const rows = SERIAL_MODELS.filter((model) => model.vendor === vendor)
  return rows.find((model) => model.product === product) ?? rows.find((model) => model.product === undefined)
}
