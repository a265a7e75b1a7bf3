/** `path` of the executable, `version` without the "v"; or why there is none. */
export type ElectronRuntime =
  | { readonly path: string; readonly version: string }
  | { readonly missing: true; readonly why: string }

export function electronRuntime(): Promise<ElectronRuntime>
