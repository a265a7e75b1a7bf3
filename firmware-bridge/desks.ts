/** What the bridge knows of the tills: what lamps and lit keys show. */
import type { Lamp } from '../protocol/box/lamp.ts'
import type { Desk } from '../protocol/desk.ts'
import type { Till } from '../protocol/settings.ts'

export interface Desks {
  /** What the till's lamp shows now. */
  lamp(cashier: number): Lamp
  /** What has become of the till's newest press. */
  desk(cashier: number): Desk
  isClosed(cashier: number): boolean
  /** Whether the till has asked for help and nobody has come. */
  wantsHelp(cashier: number): boolean
  /** The store's tills, in the store's order. */
  tills(): readonly Till[]
  /** Calls `listener` whenever any answer above may have changed; the returned function ends it. */
  onChange(listener: () => void): () => void
}
