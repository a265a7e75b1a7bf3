export type TestResult = {
  readonly fullName: string
  readonly status: string
  readonly failureMessages: readonly string[]
}
export type FileResult = {
  readonly name: string
  readonly status: string
  readonly message: string
  readonly assertionResults: readonly TestResult[]
}
export type Failure = { readonly name: string; readonly text: string }
type Files = readonly FileResult[]

export function readReport(path: string): Files | undefined
export function countOf(files: Files): { readonly passed: number; readonly failed: number; readonly skipped: number }
export function failuresIn(files: Files): readonly Failure[]
export function doubtful(files: Files): readonly string[]
export function secondLook(
  first: Files,
  second: Files,
): { readonly files: Files; readonly unsteady: readonly Failure[] }
