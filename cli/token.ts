/** `cashierq token`: signs a token for a client. */
import * as v from 'valibot'
import { Failure } from '../platform/failure.ts'
import { ROLES } from '../protocol/message.ts'
import { issueToken } from '../relay/access/token.ts'
import { FINISHED, type RunContext, type Running } from './run.ts'

const DAY = 86_400
const Request = v.object({
  role: v.picklist(ROLES, `must be one of ${ROLES.join(', ')}`),
  days: v.pipe(
    v.string(),
    v.regex(/^\d{1,4}$/u, 'must be 1 to 3650'),
    v.transform(Number),
    v.minValue(1, 'must be 1 to 3650'),
    v.maxValue(3_650, 'must be 1 to 3650'),
  ),
})

export async function runToken({ settings, flags }: RunContext): Promise<Running> {
  if (settings.secret === undefined) throw new Failure('bad_setting', 'CASHIERQ_SECRET: a token needs the secret')
  const request = v.safeParse(Request, flags)
  if (!request.success) {
    const [issue] = request.issues
    throw new Failure('bad_usage', `--${v.getDotPath(issue)}: ${issue.message}`)
  }
  const { role, days } = request.output
  process.stdout.write(`${await issueToken(settings.secret, { role, store: settings.store }, days * DAY)}\n`)
  return FINISHED
}
