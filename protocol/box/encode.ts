/** Frames as text: `$BODY*CCCC\n`, where CCCC is the checksum of BODY. */
import { crc16 } from './crc.ts'
import type { BoxFrame, HostFrame } from './frame.ts'

export function encodeHostFrame(frame: HostFrame): string {
  return framed(hostBody(frame))
}

export function encodeBoxFrame(frame: BoxFrame): string {
  return framed(boxBody(frame))
}

function hostBody(frame: HostFrame): string {
  switch (frame.kind) {
    case 'ack':
      return `A ${frame.boot} ${frame.seq}`
    case 'lamps':
      return `L ${frame.on} ${frame.blink}`
    case 'ask':
      return '?'
  }
}

function boxBody(frame: BoxFrame): string {
  switch (frame.kind) {
    case 'hello': {
      const { version, id, model, firmware, buttons, lamps, boot, seq } = frame
      return ['H', version, id, model, firmware, buttons, lamps, boot, seq].join(' ')
    }
    case 'edge':
      return ['E', frame.boot, frame.seq, frame.button, frame.edge === 'down' ? 'D' : 'U', frame.ms].join(' ')
    case 'heartbeat':
      return ['B', frame.ms, frame.bitmap, frame.queued, frame.lost].join(' ')
    case 'lamps_applied':
      return `K ${frame.on} ${frame.blink}`
    case 'refused':
      return `N ${frame.reason}`
  }
}

function framed(body: string): string {
  const bytes = Uint8Array.from(body, (character) => character.charCodeAt(0))
  return `$${body}*${crc16(bytes).toString(16).toUpperCase().padStart(4, '0')}\n`
}
