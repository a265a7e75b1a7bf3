/** Whom a Redis behind TLS is trusted by, where its certificate is signed by nobody the machine knows. */
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Failure, reason } from '../../platform/failure.ts'
import type { RedisAddress } from './redis-address.ts'

const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/gu

/** The text of the file. Throws `bad_setting` where it has no certificates, or where nothing would be checked by them. */
export function readCertificates(path: string | undefined, { tls }: RedisAddress): string | undefined {
  if (path === undefined) return undefined
  if (!tls) throw new Failure('bad_setting', 'CASHIERQ_REDIS_CA is for TLS: REDIS_URL must begin with rediss')
  try {
    const text = readFileSync(path, 'utf8')
    const certificates = text.match(PEM) ?? []
    for (const certificate of certificates) new X509Certificate(certificate)
    if (certificates.length > 0) return text
  } catch (error) {
    throw new Failure('bad_setting', `CASHIERQ_REDIS_CA: cannot read certificates from ${path}: ${reason(error)}`)
  }
  throw new Failure('bad_setting', `CASHIERQ_REDIS_CA: ${path} holds no certificates (PEM)`)
}
