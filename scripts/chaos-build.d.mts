export const ALL: readonly string[]
export function buildChaos(name: string, entries?: readonly string[]): Promise<string>
