import { systemCode } from '../../../platform/failure.ts'

/** Devices come and go while they are looked at: what the system cannot show is not there. */
export async function ifThere<Found>(found: Promise<Found>): Promise<Found | undefined> {
  try {
    return await found
  } catch (error) {
    if (systemCode(error) !== undefined) return undefined
    throw error
  }
}
