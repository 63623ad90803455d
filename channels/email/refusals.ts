import type { SendOutcome } from '../../domain/outreach/ports.ts'

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
