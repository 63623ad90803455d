import type { Attempt, Touch } from '../../../models/touch.ts'
import { touchOfRef } from '../delivery/dispatch.ts'
import type { OutreachParts } from '../outreach-parts.ts'
import type { MailReturn, OriginalMail, RecipientReport } from '../ports.ts'
import { complain } from './email-returns.ts'
import { signal } from './signal.ts'
import { giveUpAfterSoftBounces } from './soft-bounces.ts'

interface Found {
  touch: Touch
  attempt: Attempt
}

/** Does what follows from a mail that came back. What does not prove to be about an e-mail of ours changes nothing. */
export async function mailReturned(
  parts: OutreachParts,
  { token, content, at }: { token?: string; content: MailReturn; at: Date },
): Promise<'done' | 'ignored'> {
  if (content.kind === 'other') return 'ignored'
  const { original } = content
  const tokens = [...(token === undefined ? [] : [token]), ...original.tokens]
  const found = await attemptOf(parts, { ...original, tokens })
  if (!found) {
    parts.log.warn({ kind: content.kind }, 'a returned mail is about none of ours')
    return 'ignored'
  }
  if (content.kind === 'complaint') {
    await complain(parts, found.touch, found.attempt.ref, at)
    return 'done'
  }
  const report = await reportAbout(parts, found, content.recipients)
  if (!report) {
    parts.log.warn({ touchId: found.touch._id }, 'a bounce names another address than the e-mail went to')
    return 'ignored'
  }
  await takeReport(parts, found, report, at)
  return 'done'
}

/** The attempt that the first mark to prove itself is of. */
async function attemptOf(parts: OutreachParts, { tokens, sealed }: OriginalMail): Promise<Found | null> {
  const { returnPaths, stores } = parts
  for (const token of tokens) {
    const path = returnPaths.read(token)
    if (!path) continue
    for (const touch of await stores.touches.attemptedAt(path.at)) {
      const attempt = touch.attempts.find(
        ({ channel, ref }) => channel === 'email' && returnPaths.refDigest(ref) === path.refDigest,
      )
      if (attempt) return { touch, attempt }
    }
  }
  if (!sealed || !returnPaths.isSealed(sealed.ref, sealed.seal)) return null
  const touch = await stores.touches.find(touchOfRef(sealed.ref))
  const attempt = touch?.attempts.find(({ channel, ref }) => channel === 'email' && ref === sealed.ref)
  return touch && attempt ? { touch, attempt } : null
}

/** What is said of the address the attempt went to; servers may write it in another case. */
async function reportAbout(
  parts: OutreachParts,
  { touch, attempt }: Found,
  reports: readonly RecipientReport[],
): Promise<RecipientReport | undefined> {
  const exact = reports.find(({ recipient }) => parts.signer.digest(recipient) === attempt.address)
  if (exact) return exact
  const customer = await parts.customers.find(touch.customerId)
  const inUse = customer ? parts.customers.reveal(customer).email : undefined
  if (inUse === undefined || parts.signer.digest(inUse) !== attempt.address) return undefined
  return reports.find(({ recipient }) => recipient.toLowerCase() === inUse.toLowerCase())
}

async function takeReport(
  parts: OutreachParts,
  { touch, attempt }: Found,
  { outcome, code }: RecipientReport,
  at: Date,
): Promise<void> {
  const { ref } = attempt
  const about = { touchId: touch._id, at, signalId: `mail:${ref}:${outcome}` }
  switch (outcome) {
    case 'delayed':
      // The server goes on trying; its last word is still to come.
      parts.log.debug({ touchId: touch._id, code }, 'an e-mail is delayed')
      return
    case 'delivered':
      return signal(parts, { kind: 'delivered', ...about })
    default:
      await signal(parts, {
        ...{ kind: 'failed', ...about, ref, reason: code, bounce: outcome },
        unreachable: outcome === 'hard',
      })
      if (outcome === 'soft') await giveUpAfterSoftBounces(parts, touch._id, ref, code)
  }
}
