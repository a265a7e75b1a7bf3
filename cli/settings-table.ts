/** The README's table of settings, from the table in platform/settings.ts; a test compares the two. */
import type { SettingRow } from '../platform/setting-row.ts'
import { SETTINGS } from '../platform/settings.ts'

export function settingsTable(): string {
  const head = ['| in `cashierq.json` | flag | variable | default | unit | meaning |', '|---|---|---|---|---|---|']
  const rows = Object.entries(SETTINGS).map(([name, row]) => tableRow(name, row))
  return [...head, ...rows].join('\n')
}

function tableRow(name: string, { flag, env, fallback, unit, meaning }: SettingRow): string {
  const cells = [name, flag && `--${flag}`, env, fallbackText(fallback)].map((cell) => (cell ? `\`${cell}\`` : ''))
  return `| ${[...cells, unit, meaning].join(' | ')} |`
}

function fallbackText(fallback: unknown): string {
  if (typeof fallback === 'boolean') return fallback ? 'on' : 'off'
  return fallback === undefined || typeof fallback === 'object' ? '' : String(fallback)
}
