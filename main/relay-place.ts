/** Where the relay is: given, or known once the store of this machine has started. */
import { type RelayAt, socketUrl } from '../platform/screen-setup.ts'

export class RelayPlace {
  #at: RelayAt | undefined
  #waiting: ((at: RelayAt) => void)[] = []

  set(at: RelayAt): void {
    this.#at = at
    for (const tell of this.#waiting.splice(0)) tell(at)
  }

  get(): Promise<RelayAt> {
    const at = this.#at
    return at ? Promise.resolve(at) : new Promise((resolve) => this.#waiting.push(resolve))
  }

  /** What pages may talk to: the socket's origin. */
  socketOrigin(): string | undefined {
    if (this.#at === undefined) return undefined
    const { protocol, host } = new URL(socketUrl(this.#at.origin))
    return `${protocol}//${host}`
  }

  /** Where their requests may go: the socket alone, once it is known. What else is for the relay the program passes on. */
  origins(): string[] {
    const socket = this.socketOrigin()
    return socket === undefined ? [] : [socket]
  }
}
