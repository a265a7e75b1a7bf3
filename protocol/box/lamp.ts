/** What the lamp beside a cashier's button shows, as a function of the till's desk, of what the bridge knows, and of time. */

/**
 * `off`: the till is closed. `lit`: it is open, and all it pressed is safe. `slow`: its call waits behind others.
 * `fast`: its call is on the screen. `double`: the press failed, or the log cannot be reached.
 */
export type Lamp = 'off' | 'lit' | 'slow' | 'fast' | 'double'
