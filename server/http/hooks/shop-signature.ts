import { createHmac } from 'node:crypto'
import type { Clock } from '../../../domain/clock.ts'
import { DomainError } from '../../../domain/errors.ts'
import { standardSignature } from '../../../domain/webhooks/signature.ts'
import type { Guard } from '../../../http/context.ts'
import { equalSecret } from '../../../http/equal.ts'
import { readBody } from '../../../http/read-body.ts'

const windowMs = 5 * 60_000
export const bodyLimitBytes = 256 * 1024

/** What a request says of itself, and one signature or several of it. */
interface Signed {
  timestamp: string
  signatures: readonly string[]
  /** What it may be signed with: one per secret that lives. */
  expected: readonly string[]
}

type Header = (name: string) => string

/**
 * Lets through what the shop signed, at most 5 minutes off: with the headers of Standard Webhooks where one of them is there
 * (https://github.com/standard-webhooks/standard-webhooks, "Verifying webhooks"), else with those of Kelu.
 */
export function requireShopSignature({ secret, clock }: { secret: string; clock: Clock }): Guard {
  return async function checkShopSignature(ctx, next) {
    const body = await readBody(ctx, bodyLimitBytes)
    const header: Header = (name) => ctx.get(name)
    const isStandard = standardHeaders.some((name) => header(name) !== '')
    checkSigned(isStandard ? standard(header, body, [secret]) : own(header, body, secret), clock)
    ctx.state.bodyText = body
    await next()
  }
}

/** Throws `signature.invalid` for what none of the secrets signed, and for what is more than 5 minutes off. */
export function checkSigned({ timestamp, signatures, expected }: Signed, clock: Clock): void {
  // Each is compared, so that how long it takes tells nothing.
  const fitting = signatures.flatMap((signature) => expected.filter((one) => equalSecret(signature, one)))
  if (fitting.length === 0) throw new DomainError('signature.invalid', { check: 'signature' })
  const offMs = Math.abs(clock.now().getTime() - Number(timestamp) * 1_000)
  if (!/^\d{1,12}$/.test(timestamp) || offMs > windowMs) {
    throw new DomainError('signature.invalid', { check: 'window' })
  }
}

function own(header: Header, body: string, secret: string): Signed {
  const timestamp = header('x-kelu-timestamp')
  const expected = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')
  return { timestamp, signatures: [header('x-kelu-signature')], expected: [`sha256=${expected}`] }
}

const standardHeaders = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const
/** While secrets are changed there are two; nobody has more than a few. */
const mostSignatures = 10

/** What a request says of itself by the headers of Standard Webhooks; throws `signature.invalid` where one is missing. */
export function standard(header: Header, body: string, secrets: readonly string[]): Signed {
  const missing = standardHeaders.find((name) => header(name) === '')
  if (missing !== undefined) throw new DomainError('signature.invalid', { check: missing })
  const [id, timestamp, given] = standardHeaders.map(header) as [string, string, string]
  // What is signed is joined by full stops: with one inside, another id and time would be signed alike.
  if (!/^[\x21-\x2d\x2f-\x7e]{1,256}$/.test(id)) {
    throw new DomainError('signature.invalid', { check: 'webhook-id' })
  }
  const signatures = given.split(' ').slice(0, mostSignatures)
  const expected = secrets.map((secret) => standardSignature(secret, { id, timestamp, body }))
  return { timestamp, signatures, expected }
}
