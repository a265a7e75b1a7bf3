/**
 * A certificate of a test's own for 127.0.0.1 and localhost, signed by itself, made by openssl.
 *
 * How to extend: other names go into `NAMES`.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const NAMES = 'subjectAltName=DNS:localhost,IP:127.0.0.1'

export type Certificate = {
  /** PEM; what a client trusts. */
  readonly certificate: string
  /** A file with certificate and key, as haproxy wants it. */
  readonly pemPath: string
  remove(): void
}

export function makeCertificate(): Certificate {
  const folder = mkdtempSync(join(tmpdir(), 'cashierq-certificate-'))
  const [key, certificate, pemPath] = ['key.pem', 'certificate.pem', 'both.pem'].map((name) => join(folder, name))
  if (key === undefined || certificate === undefined || pemPath === undefined) throw new Error('three names were given')
  const words = [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    '-subj',
    '/CN=localhost',
    '-addext',
    NAMES,
  ]
  execFileSync('openssl', [...words, '-keyout', key, '-out', certificate], { stdio: 'pipe' })
  const text = readFileSync(certificate, 'utf8')
  writeFileSync(pemPath, text + readFileSync(key, 'utf8'))
  return { certificate: text, pemPath, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
