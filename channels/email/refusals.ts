import type { BounceKind, SendOutcome } from '../../domain/outreach/ports.ts'

/** First rest after a temporary refusal (greylisting, rate, full mailbox); the caller lengthens it. */
export const softRetryMs = 15 * 60_000

/** RFC 3463 codes that say the mailbox does not exist. */
const noSuchMailbox = new Set(['5.1.1', '5.1.2', '5.1.3', '5.1.6', '5.1.10'])
/** A mailbox that is full is full for now, though the reply says 5yz. */
const full = new Set(['5.2.2'])
const unknownUserReplies = new Set([550, 551, 553])
/** Plain 550 replies of QQ and 163 that speak of us or of the content, not of the mailbox. */
const aboutUs = /content|spam|frequen|limit|polic|block|reput|dt:spm/i

/** Reads a refusing SMTP reply. Only the reply's codes leave this function: its text may repeat the address. */
export function outcomeOfReply(responseCode: number, response: string): SendOutcome {
  const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1]
  const code = enhanced ? `${responseCode} ${enhanced}` : String(responseCode)
  const unreachable: SendOutcome = { kind: 'refused', reason: 'unreachable', code }
  const later: SendOutcome = { kind: 'retryLater', afterMs: softRetryMs, code }
  if (responseCode < 500) return later
  if (enhanced && full.has(enhanced)) return later
  if (enhanced && noSuchMailbox.has(enhanced)) return unreachable
  if (responseCode === 552 && !enhanced) return later
  if (!enhanced && unknownUserReplies.has(responseCode) && !aboutUs.test(response)) return unreachable
  if (responseCode === 530 || responseCode === 535) return { kind: 'refused', reason: 'configuration', code }
  return { kind: 'refused', reason: 'content', code }
}

/** Where a server gave up on an e-mail it had taken: its status, and the last reply it was given. */
export interface FinalWord {
  /** RFC 3463, such as 5.1.1. */
  status?: string
  reply?: number
  /** The words of that reply. */
  text: string
}

/** Codes that say no more than that it failed, or that it was the address: the reply itself says more. */
const saysNothing = /^[245]\.[012]\.0$/
/** 5.3.4 too big, 5.5 protocol, 5.6 content, 5.7 policy: all of them of us or of what was said. */
const aboutSender = /^5\.(?:3\.4|5\.|6\.|7\.)/
const slowDown = new Set([421, 450, 451])

/** What a bounce speaks of. What cannot be told is soft: it takes five in a row to give a mailbox up for it. */
export function bounceKindOf({ status, reply, text }: FinalWord): BounceKind {
  const speaksOfUs = aboutUs.test(withoutAddresses(text))
  if (status !== undefined && !saysNothing.test(status)) {
    if (noSuchMailbox.has(status)) return 'hard'
    return aboutSender.test(status) ? 'block' : 'soft'
  }
  if (reply === undefined) return 'soft'
  if (reply === 552 || reply === 452) return 'soft'
  if (reply === 554 || slowDown.has(reply) || speaksOfUs) return 'block'
  return unknownUserReplies.has(reply) ? 'hard' : 'soft'
}

/** An address may hold any word. */
function withoutAddresses(text: string): string {
  return text
    .split(/\s/)
    .filter((word) => !word.includes('@'))
    .join(' ')
}

/** A code as `outcomeOfReply` and `codesOf` keep it. */
const keptCode = /^(?:(\d{3})(?: |$))?(\d\.\d{1,3}\.\d{1,3})?$/

/** What a kept code speaks of; null for one of another channel. Without the words of the reply: a plain 550 is a mailbox. */
export function kindOfReply(code: string): 'numbers' | 'content' | null {
  const [, reply, status] = code === '' ? [] : (keptCode.exec(code) ?? [])
  if (reply === undefined && status === undefined) return null
  const kind = bounceKindOf({ status, reply: reply === undefined ? undefined : Number(reply), text: '' })
  return kind === 'block' ? 'content' : 'numbers'
}

/** Codes as they are kept: the reply, the enhanced code, or both. */
export function codesOf({ status, reply }: Pick<FinalWord, 'status' | 'reply'>): string {
  const known = [reply, status].filter((part) => part !== undefined)
  return known.length === 0 ? 'bounced' : known.join(' ')
}
