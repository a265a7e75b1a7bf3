/** `cashierq doctor`: says what is wrong with this store, and how each thing is mended. Changes nothing. */
import * as v from 'valibot'
import { UDEV_FORMS, udevRules } from '../firmware-bridge/models/udev-rules.ts'
import { namedPads } from '../firmware-bridge/sources/hid/hid-address.ts'
import { Failure, systemCode } from '../platform/failure.ts'
import { examine } from './doctor/checks.ts'
import { EXIT_CODE, verdictOf } from './doctor/finding.ts'
import { gather } from './doctor/gather.ts'
import { forPeople } from './doctor/human.ts'
import { lookOf } from './doctor/layout.ts'
import { reportOf } from './doctor/report.ts'
import { FINISHED, type RunContext, type Running } from './run.ts'

const Form = v.picklist(UDEV_FORMS)

export async function runDoctor({ settings, flags }: RunContext): Promise<Running> {
  const { udev, json } = flags
  if (udev !== undefined) {
    if (!v.is(Form, udev)) throw new Failure('bad_usage', `--udev: must be ${UDEV_FORMS.join(' or ')}`)
    await print(udevRules(udev, namedPads(settings.sources)))
    return FINISHED
  }
  const facts = await gather(settings)
  const findings = examine(facts)
  const report = json === true ? `${JSON.stringify(reportOf(findings), null, 2)}\n` : forPeople(findings, facts, look())
  await print(report)
  process.exitCode = EXIT_CODE[verdictOf(findings)]
  return FINISHED
}

/** Whoever reads may have had enough before the end, as `head` has: that is no fault. */
function print(text: string): Promise<void> {
  process.stdout.on('error', (error) => {
    if (systemCode(error) !== 'EPIPE') throw error
  })
  return new Promise((resolve) => process.stdout.write(text, () => resolve()))
}

/** https://no-color.org */
function look() {
  const { isTTY, columns } = process.stdout
  return lookOf(columns, isTTY === true && !process.env['NO_COLOR'])
}
