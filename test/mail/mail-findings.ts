import type { InboxRecord } from '../../models/inbox.ts'
import type { Touch } from '../../models/touch.ts'
import type { Delivery, ReturnedReport } from '../../sandbox/contract.ts'

/** One e-mail somebody was to get. */
export interface Due {
  email: string
  subject: string
  /** The record of it; undefined = there is none. */
  touch: Touch | undefined
  /** It comes back: the mailbox is not there. */
  returns: boolean
  /** Kelu died while the host had it in hand. */
  diedAtHost: boolean
}

/** Everything that must not be when all has been sent and come back, in words. */
export function mailFindings(given: {
  due: readonly Due[]
  deliveries: readonly Pick<Delivery, 'receiver' | 'content' | 'ref'>[]
  reports: readonly ReturnedReport[]
  returned: readonly Pick<InboxRecord, '_id' | 'state'>[]
  /** How often each touch was told to have failed. */
  failures: ReadonlyMap<string, number>
  /** What each kill cut off. */
  kills: readonly { inFlight: readonly string[] }[]
}): string[] {
  const { due, deliveries, reports, returned, failures, kills } = given
  const findings: string[] = []
  const cutOff = new Set(kills.flatMap(({ inFlight }) => inFlight))

  for (const { email, subject, touch, returns, diedAtHost } of due) {
    const what = `${subject} to ${email}`
    const mails = deliveries.filter(
      ({ receiver, content }) => receiver === email && content.subject === subject,
    )
    if (touch === undefined) {
      findings.push(`${what} has no record`)
      continue
    }
    const isMarked = touch.attempts.some(({ possibleDuplicate }) => possibleDuplicate)
    const isOpen = touch.state === 'unknown' || isMarked
    if (isOpen && !diedAtHost && !cutOff.has(touch._id))
      findings.push(`${what} is open, and nobody died over it`)
    if (mails.length === 0 && touch.state !== 'unknown')
      findings.push(`${what} is ${touch.state}, and never came`)
    if (mails.length > 1 && !isMarked)
      findings.push(`${what} came ${mails.length} times, and nothing says so`)
    if (mails.length > 2) findings.push(`${what} came ${mails.length} times`)
    if (new Set(mails.map(({ ref }) => ref)).size > 1) findings.push(`${what} came under two Message-IDs`)
    if (isMarked && touch.purpose !== 'requested') findings.push(`${what} is marketing, and was sent again`)
    if (mails.length > 0 && touch.state === 'failed' && !returns) findings.push(`${what} came, and is failed`)
    if (!returns) continue
    if (touch.state !== 'failed') findings.push(`${what} came back, and is ${touch.state}`)
    const told = failures.get(touch._id) ?? 0
    if (told !== 1) findings.push(`${what} came back, and that was told ${told} times`)
  }

  for (const { recipient, reply, tries } of reports)
    if (reply !== 250) findings.push(`the report about ${recipient} got ${reply} at try ${tries}`)
  if (returned.length !== reports.length)
    findings.push(`${returned.length} reports are kept of ${reports.length}`)
  for (const { _id, state } of returned) if (state !== 'done') findings.push(`${_id} is ${state}`)
  return findings
}
