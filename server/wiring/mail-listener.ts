import { complaintAddress, tokenIn } from '../../channels/email/bounce-address.ts'
import { readReturn } from '../../channels/email/returns/read-return.ts'
import type { Log } from '../../domain/log.ts'
import { createReturnPaths } from '../../domain/outreach/returns/return-path.ts'
import type { Config } from '../config.ts'
import { createMailListener, type MailListener } from '../mail/listener.ts'

/** What hears bounces, and the port it is to do so on; null where it is not set, and for a worker. */
export function wireMailListener(
  { role, email, linkKey }: Pick<Config, 'role' | 'email' | 'linkKey'>,
  log: Log,
): { listener: MailListener; wanted: number } | null {
  const { domain, port = null, tls = null } = email?.bounces ?? {}
  if (role === 'worker' || domain === undefined || port === null) return null
  const paths = createReturnPaths(linkKey)
  const proof = { token: (token: string) => paths.read(token) !== null, sealed: paths.isSealed }
  const rules = { tokenIn, complaintAddress, read: readReturn }
  return { listener: createMailListener({ domain, tls, rules, proof, log }), wanted: port }
}
