/** Makes sure that these packages' programs are there; ends the process with what to do if they cannot be. */
export function ensureSystem(packages: readonly string[]): void
export function onPath(program: string): boolean
