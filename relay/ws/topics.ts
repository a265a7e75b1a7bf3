/** Signals between clients of a store: whoever subscribed to a topic gets what is sent to it. Nothing is kept. */
import { encodeServerMessage, type ServerMessage, type Signal } from '../../protocol/message.ts'
import { textFrame } from './frame.ts'

export type TopicMember = { write(frame: Buffer): void }

/** After so many deliveries the sender hears how far it is, and others get their turn. */
const AT_ONCE = 500

export class Topics {
  readonly #members = new Map<string, Set<TopicMember>>()

  subscribe(store: string, topic: string, member: TopicMember): void {
    const key = keyOf(store, topic)
    const members = this.#members.get(key) ?? new Set()
    this.#members.set(key, members.add(member))
  }

  unsubscribe(store: string, topic: string, member: TopicMember): void {
    const key = keyOf(store, topic)
    const members = this.#members.get(key)
    members?.delete(member)
    if (members?.size === 0) this.#members.delete(key)
  }

  /** Delivers to everybody but the sender, then says to how many. */
  async signal(store: string, signal: Signal, sender: TopicMember): Promise<void> {
    const members = [...(this.#members.get(keyOf(store, signal.to)) ?? [])].filter((member) => member !== sender)
    const frame = frameOf(signal)
    for (let done = 0; done < members.length; done += AT_ONCE) {
      if (done > 0) {
        sender.write(frameOf({ type: 'progress', id: signal.id, done, total: members.length, text: signal.name }))
        await new Promise(setImmediate)
      }
      for (const member of members.slice(done, done + AT_ONCE)) member.write(frame)
    }
    sender.write(frameOf({ type: 'result', id: signal.id, delivered: members.length }))
  }
}

function frameOf(message: ServerMessage): Buffer {
  return textFrame(encodeServerMessage(message))
}

function keyOf(store: string, topic: string): string {
  return `${store} ${topic}`
}
