/** `cashierq token`: signs a token for a client. On standard output the token alone, on standard error its id. */
import * as v from 'valibot'
import { Failure } from '../platform/failure.ts'
import { ROLES } from '../protocol/message.ts'
import { ClientName, signToken, TopicPattern } from '../relay/access/token.ts'
import { FINISHED, type RunContext, type Running } from './run.ts'

const DAY = 86_400
export const MOST_DAYS = 3_650
const Request = v.object({
  role: v.picklist(ROLES, `must be one of ${ROLES.join(', ')}`),
  days: v.pipe(
    v.string(),
    v.regex(/^\d{1,4}$/u, 'must be 1 to 3650'),
    v.transform(Number),
    v.minValue(1, 'must be 1 to 3650'),
    v.maxValue(MOST_DAYS, 'must be 1 to 3650'),
  ),
  topics: v.optional(
    v.pipe(
      v.string(),
      v.transform((text) => text.split(',').map((topic) => topic.trim())),
      v.array(TopicPattern),
      v.maxLength(32, 'at most 32 topics'),
    ),
  ),
  name: v.optional(ClientName),
})

export async function runToken({ settings, flags }: RunContext): Promise<Running> {
  if (settings.secret === undefined) throw new Failure('bad_setting', 'CASHIERQ_SECRET: a token needs the secret')
  const request = v.safeParse(Request, flags)
  if (!request.success) {
    const [issue] = request.issues
    throw new Failure('bad_usage', `--${v.getDotPath(issue)}: ${issue.message}`)
  }
  const { role, days, topics, name } = request.output
  const grant = { role, store: settings.store, ...(topics && { topics }), ...(name === undefined ? {} : { name }) }
  const { token, id } = await signToken(settings.secret, grant, days * DAY, Date.now())
  process.stdout.write(`${token}\n`)
  process.stderr.write(`its id, to revoke it by: ${id}\n`)
  return FINISHED
}
