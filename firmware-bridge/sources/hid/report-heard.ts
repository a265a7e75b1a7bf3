/** What one HID report says, whatever the model: the common answer of all decoders. */

export type KeyEdge = {
  /** From 0. */
  readonly button: number
  readonly edge: 'down' | 'up'
}

export type ReportHeard = {
  /** `first`: where the decoder starts from. `repeated`: heard before. `noise`: no report of this model. */
  readonly kind: 'first' | 'change' | 'repeated' | 'noise'
  readonly edges: readonly KeyEdge[]
  /** What is down now, bit i for button i: for showing a stuck one. No press is ever made of it. Absent: not told. */
  readonly down?: number
  /** The till whose number was typed and confirmed. */
  readonly typed?: number
  /** Reports that the device numbered and that never came. */
  readonly missed: number
  /** Edges that the device says it had no room for, since it was last heard. */
  readonly lost: number
}

/** One step of a decoder: where it stands now, and what it heard. */
export type ReportStep<State> = { readonly state: State; readonly heard: ReportHeard }

/** A device that says nothing new. */
export function quiet(kind: ReportHeard['kind']): ReportHeard {
  return { kind, edges: [], missed: 0, lost: 0 }
}

export function bitIsSet(bits: number, bit: number): boolean {
  return ((bits >>> bit) & 1) === 1
}

/** An edge for each bit that is set, the lowest first. */
export function edgesOf(bits: number, edge: KeyEdge['edge']): KeyEdge[] {
  const edges: KeyEdge[] = []
  for (let button = 0; button < 32; button++) if (bitIsSet(bits, button)) edges.push({ button, edge })
  return edges
}
