/**
 * The origin of the kiosk's own pages. A relay lets it in beside its own: no page of the web can have it, because only a
 * program that registers the scheme can, and such a program could as well send no origin at all.
 */
export const KIOSK_SCHEME = 'app'
export const KIOSK_HOST = 'kiosk'
export const KIOSK_ORIGIN = `${KIOSK_SCHEME}://${KIOSK_HOST}`
