/** From the settings to what a page of the screen is told. The kiosk and the relay make it the same way. */
import type { Media, ScreenSetup } from '../protocol/screen-setup.ts'
import type { DisplayWish } from './kiosk-settings.ts'
import type { Settings } from './settings-schema.ts'

/** The relay as one window sees it. */
export type RelayAt = {
  /** `http://127.0.0.1:8000` */
  readonly origin: string
  readonly token?: string
}

/** What one window has of its own. */
export type WindowShare = Pick<DisplayWish, 'name' | 'tills' | 'store'>

/** `shown` comes from the media library. `relay` is left out by the relay itself: its pages know where they came from. */
export function screenSetup(
  settings: Settings,
  shown: { readonly media: Media; readonly logo: string | undefined },
  relay?: RelayAt,
  share: WindowShare = {},
): ScreenSetup {
  const { language, chime, voice, announceLanguages, volume, theme, colours } = settings
  const { media, logo } = shown
  return {
    name: share.name ?? settings.screenName,
    ...(relay === undefined ? {} : { socket: socketUrl(relay.origin), store: share.store ?? settings.store }),
    ...(relay?.token === undefined ? {} : { token: relay.token }),
    zone: [...(share.tills ?? [])],
    language,
    chime,
    voice,
    announceLanguages,
    volume,
    theme,
    ...(colours === undefined ? {} : { colours }),
    // From the root: the same page lies at different depths at the relay and in the kiosk.
    ...(logo === undefined ? {} : { logo: `/${logo}` }),
    media: { ...media, items: media.items.map((item) => ({ ...item, src: `/${item.src}` })) },
  }
}

/** `http` becomes `ws`, `https` becomes `wss`. */
export function socketUrl(origin: string): string {
  const url = new URL('/ws', origin)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  return url.href
}
