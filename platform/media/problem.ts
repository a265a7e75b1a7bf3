/** Why a picture or video is not shown, in words for the person who put it there. */
import { reason, systemCode } from '../failure.ts'

export type MediaProblem = { readonly name: string; readonly problem: string }

export function readProblem(error: unknown): string {
  switch (systemCode(error)) {
    case 'ENOENT':
      return 'is not there'
    case 'EACCES':
    case 'EPERM':
      return 'may not be read: its rights do not let this program in'
    case 'ENOTDIR':
      return 'is no folder'
    case 'ELOOP':
      return 'is a link that leads nowhere'
    default:
      return `cannot be read: ${reason(error)}`
  }
}
