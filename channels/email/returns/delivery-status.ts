import type { RecipientReport } from '../../../domain/outreach/ports.ts'
import { bounceKindOf, codesOf, type FinalWord } from '../refusals.ts'
import { type Fields, fieldGroups } from './fields.ts'

const statusShape = /\b([245]\.\d{1,3}\.\d{1,3})\b/
/** A reply, with its enhanced code, wherever it stands in the words about it. */
const replyShape = /(?:^|[\s;:>])([45]\d{2})(?:[ -]+#?([45]\.\d{1,3}\.\d{1,3}))?(?=[\s;:,.<(-]|$)/
const saysNothing = /^[245]\.[012]\.0$/

/**
 * What a delivery status (RFC 3464 §2) says of each of its recipients. Asked for are an address, an action that exists and,
 * of failures, a code; recipients without them are left out. Address types, brackets, comments and order are as servers write them.
 */
export function recipientReports(text: string): RecipientReport[] {
  return fieldGroups(text).flatMap((group) => reportOf(group) ?? [])
}

function reportOf(group: Fields): RecipientReport | null {
  const recipient = addressIn(group.get('final-recipient') ?? '')
  const action = /^[a-z]+/.exec((group.get('action') ?? '').toLowerCase())?.[0]
  if (recipient === null || action === undefined) return null
  const word = finalWord(group.get('status') ?? '', group.get('diagnostic-code') ?? '')
  switch (action) {
    case 'failed':
      return isAnswer(word) ? { recipient, outcome: bounceKindOf(word), code: codesOf(word) } : null
    case 'delayed':
      return { recipient, outcome: 'delayed', code: codesOf(word) }
    case 'delivered':
      return { recipient, outcome: 'delivered', code: codesOf(word) }
    default:
      // Relayed and expanded say that another server has it: no last word.
      return null
  }
}

/** A failure says why by a code; one that claims success says nothing. */
function isAnswer({ status, reply }: FinalWord): boolean {
  return status === undefined ? reply !== undefined : !status.startsWith('2')
}

/** What one reply says, as it stands in a line; null where there is none. */
export function wordOfReply(line: string): FinalWord | null {
  const [, reply, status] = replyShape.exec(line) ?? []
  return reply === undefined ? null : { reply: Number(reply), ...(status && { status }), text: line }
}

/** The status, and where that says no more than "failed", the code within the reply. */
function finalWord(statusField: string, diagnostic: string): FinalWord {
  const given = statusShape.exec(statusField)?.[1]
  const said = wordOfReply(diagnostic)
  const status = given === undefined || saysNothing.test(given) ? (said?.status ?? given) : given
  return {
    ...(status !== undefined && { status }),
    ...(said?.reply !== undefined && { reply: said.reply }),
    text: diagnostic,
  }
}

/** `rfc822; a@b.example`, with or without type and brackets; null for what is no address. */
export function addressIn(field: string): string | null {
  const typed = /^\s*[\w-]+\s*;/.exec(field)?.[0] ?? ''
  const address = field.slice(typed.length).replace(/[<>]/g, '').trim().split(/\s/, 1)[0]
  return address && /^[^@]+@[^@]+$/.test(address) ? address : null
}
