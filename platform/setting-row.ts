/** A row of the table of settings, and the readers that make values of the text of flags and variables. */

/** How a setting is called, and what it is for. Its name is its key in cashierq.json. */
export type SettingRow = {
  readonly flag?: string
  readonly env?: string
  readonly fallback?: unknown
  readonly unit: string
  readonly meaning: string
  /** Makes a value of the text of a flag or variable; text stays text without it. */
  readonly read?: (text: unknown) => unknown
}

export const whole = (text: unknown): unknown =>
  typeof text === 'string' && /^-?\d+$/u.test(text) ? Number(text) : text
export const list = (text: unknown): unknown =>
  typeof text === 'string'
    ? text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== '')
    : text

export const onOff = (text: unknown): unknown => (text === 'on' || text === 'off' ? text === 'on' : text)
export const number = (text: unknown): unknown =>
  typeof text === 'string' && /^\d+(\.\d+)?$/u.test(text) ? Number(text) : text
/** `08:00=1,20:00=0.6` */
export const volume = (text: unknown): unknown =>
  typeof text === 'string'
    ? text.split(',').map((step) => {
        const [from, level] = step.trim().split('=')
        return { from, volume: number(level) }
      })
    : text
