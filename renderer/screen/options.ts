/** What the page's address switches: `?sound=off&voice=off&volume=0.7&theme=light&mark=/logo.svg`. Pure. */

export type ScreenOptions = {
  readonly sound: boolean
  readonly voice: boolean
  /** 0 to 1. */
  readonly volume: number
  readonly theme: 'dark' | 'light'
  /** The shop's own mark: a picture on the relay's own address, or a `data:image/` one. */
  readonly mark: string | null
}

export function screenOptions(href: string): ScreenOptions {
  const query = new URL(href).searchParams
  return {
    sound: query.get('sound') !== 'off',
    voice: query.get('voice') !== 'off',
    volume: volume(query.get('volume')),
    theme: query.get('theme') === 'light' ? 'light' : 'dark',
    mark: mark(query.get('mark')),
  }
}

/** Quieter before the shop is full and after: the evening crowd is small and near. `hour` is local, 0 to 23. */
export function volumeAt(hour: number, volume: number): number {
  return hour >= 8 && hour < 20 ? volume : volume * 0.6
}

function volume(text: string | null): number {
  const value = text === null || text === '' ? 1 : Number(text)
  return Number.isFinite(value) ? Math.min(1, Math.max(0, value)) : 1
}

function mark(text: string | null): string | null {
  if (text === null) return null
  return /^\/(?!\/)/u.test(text) || text.startsWith('data:image/') ? text : null
}
