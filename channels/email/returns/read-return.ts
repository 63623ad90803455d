import PostalMime, { type Email } from 'postal-mime'
import { DomainError } from '../../../domain/errors.ts'
import type { MailReturn, OriginalMail, RecipientReport } from '../../../domain/outreach/ports.ts'
import { tokensIn } from '../bounce-address.ts'
import { sealedRefOf } from '../message-id.ts'
import { bounceKindOf, codesOf } from '../refusals.ts'
import { addressIn, recipientReports, wordOfReply } from './delivery-status.ts'
import { type Fields, fieldGroups } from './fields.ts'

const deliveryStatus = ['message/delivery-status', 'message/global-delivery-status']
const feedback = ['message/feedback-report']
const original = [
  'message/rfc822',
  'message/global',
  'text/rfc822-headers',
  'message/rfc822-headers',
  'message/global-headers',
]
/** Types of feedback by which a receiver calls a mail unwanted (RFC 5965 §7.3, RFC 6650). */
const complaints = new Set(['abuse', 'fraud', 'opt-out', 'opt-out-list'])
/** Of the words of a bounce without a status, so much is read. */
const wordsRead = 16_384

/**
 * Reads a mail that came back: a delivery status (RFC 3464), a complaint (RFC 5965), or the words of a server that writes neither.
 * @throws DomainError request.malformed for a report that cannot be read
 */
export async function readReturn(raw: Uint8Array): Promise<MailReturn> {
  const mail = await parse(raw)
  const returned = originalIn(mail)
  const report = partOf(mail, feedback)
  if (report !== null) return complaintIn(report, returned)
  const status = partOf(mail, deliveryStatus)
  if (status !== null) {
    const recipients = recipientReports(status)
    if (recipients.length === 0 && !isNoLastWord(status))
      throw malformed('a recipient with action and status')
    return { kind: 'report', recipients, original: returned }
  }
  const recipients = inWords(mail)
  return recipients.length > 0 ? { kind: 'report', recipients, original: returned } : { kind: 'other' }
}

/** Relayed and expanded are well-formed, and no news. */
function isNoLastWord(status: string): boolean {
  return fieldGroups(status).some((group) => /^(?:relayed|expanded)\b/i.test(group.get('action') ?? ''))
}

async function parse(raw: Uint8Array): Promise<Email> {
  try {
    return await PostalMime.parse(raw, {
      forceRfc822Attachments: true,
      attachmentEncoding: 'utf8',
      maxNestingDepth: 16,
      maxHeadersSize: 262_144,
    })
  } catch {
    throw malformed('a MIME message')
  }
}

const malformed = (expected: string) => new DomainError('request.malformed', { expected })

function partOf({ attachments }: Email, types: readonly string[]): string | null {
  const part = attachments.find(({ mimeType }) => types.includes(mimeType))
  return part ? String(part.content) : null
}

/** By what the returned headers name the e-mail. */
function originalIn(mail: Email): OriginalMail {
  const text = partOf(mail, original)
  // A blank line ends the headers; what follows is the content.
  return marksIn(text === null ? undefined : fieldGroups(text.trimStart())[0])
}

function marksIn(headers: Fields | undefined): OriginalMail {
  const sealed = sealedRefOf(headers?.get('message-id') ?? '')
  return { tokens: tokensIn(headers?.get('return-path') ?? ''), ...(sealed && { sealed }) }
}

function complaintIn(report: string, returned: OriginalMail): MailReturn {
  const fields = new Map(fieldGroups(report).flatMap((group) => [...group]))
  const type = fields.get('feedback-type')
  if (type === undefined) throw malformed('a Feedback-Type')
  if (!complaints.has(type.toLowerCase())) return { kind: 'other' }
  const tokens = [...tokensIn(fields.get('original-mail-from') ?? ''), ...returned.tokens]
  return { kind: 'complaint', original: { ...returned, tokens } }
}

/**
 * What servers say that write no status, as hosted QQ and 163 mail and old ones do: the address, and the reply it was refused
 * with. Only of a postmaster, so that no absence notice is taken for it.
 */
function inWords({ from, headers, text = '', html = '' }: Email): RecipientReport[] {
  if (!/^(?:mailer-daemon|postmaster)@?/i.test(from?.address ?? '')) return []
  const words = (text || html.replace(/<[^<>]*>/g, ' ')).slice(0, wordsRead)
  // A 4yz is a warning that it is still being tried.
  const said = words
    .split('\n')
    .flatMap((line) => wordOfReply(line) ?? [])
    .find(({ reply = 0 }) => reply >= 500)
  if (!said) return []
  const failed = headers.find(({ key }) => key === 'x-failed-recipients')?.value
  const named = (failed || words).split(/[\s<>()"',;:[\]（），。：；]+/).filter((word) => word.includes('@'))
  const outcome = bounceKindOf(said)
  return [...new Set(named)].flatMap((word) => {
    const recipient = addressIn(word)
    return recipient === null ? [] : { recipient, outcome, code: codesOf(said) }
  })
}
