import type { Customer } from '../../models/customer.ts'
import type { Touch } from '../../models/touch.ts'
import type { Delivery } from '../../sandbox/contract.ts'
import type { Evidence } from './evidence.ts'
import { isTooLate } from './late-welcomes.ts'
import { lostCallbacks } from './lost-callbacks.ts'
import { openWork } from './open-work.ts'
import type { Member, Owed } from './story.ts'

/** Everything that must not be, in words; empty when the promises were kept. */
export function findingsOf(evidence: Evidence): string[] {
  return [
    ...lostCallbacks(evidence),
    ...evidence.story.members.flatMap((member) => messagesOf(member, evidence)),
    ...duplicatesToStaff(evidence),
    ...beyondTheCrashes(evidence),
    ...unfinished(evidence),
    ...evidence.story.members.flatMap((member) => passagesOf(member, evidence)),
  ]
}

const messageOfSms: Record<string, Owed> = {
  SMS_100001: 'lead-welcome',
  SMS_100002: 'product-introduction',
  SMS_100004: 'wake-up-coupon',
}

function messageOf({ kind, content }: Delivery): Owed | null {
  if (kind === 'welcome') return 'welcome'
  if (kind === 'subscription') return 'product-introduction'
  if (kind === 'email') return 'review-request'
  return messageOfSms[String(content.templateCode)] ?? null
}

/** Once each; twice only where Kelu itself says that it may be; not at all only where a call was cut off and Kelu says so. */
function messagesOf(member: Member, evidence: Evidence): string[] {
  const { person, part } = member
  const addresses = [person.externalUserid, person.openid, person.phone, person.email]
  const received = evidence.deliveries.filter(
    ({ receiver }) => receiver !== '' && addresses.includes(receiver),
  )
  const faults = received
    .filter((delivery) => !part.owed.includes(messageOf(delivery) as Owed))
    .map(
      (delivery) =>
        `${person.name} was sent a ${delivery.kind} nobody owed: ${JSON.stringify(delivery.content)}`,
    )
  for (const owed of part.owed) {
    const times = received.filter((delivery) => messageOf(delivery) === owed).length
    const touches = touchesOf(member, owed, evidence)
    const states = touches.map(({ _id, state }) => `${_id} ${state}`).join(', ') || 'no touch'
    if (touches.length !== 1)
      faults.push(`${person.name} has ${touches.length} touches for ${owed}: ${states}`)
    const listed = touches.some(({ _id }) => evidence.summary.possibleDuplicates.includes(_id))
    if (times > (listed ? 2 : 1)) faults.push(`${person.name} got ${owed} ${times} times: ${states}`)
    if (times === 0 && !touches.some((touch) => touch.state === 'unknown' || isTooLate(touch, evidence))) {
      faults.push(`${person.name} never got ${owed}: ${states}`)
    }
  }
  return faults
}

function touchesOf(member: Member, owed: Owed, evidence: Evidence): Touch[] {
  const ids = customersOf(member, evidence).map(({ _id }) => _id)
  return evidence.touches.filter(
    ({ customerId, messageId }) =>
      ids.includes(customerId) &&
      (owed === 'welcome' ? messageId.startsWith('welcome-') : messageId === owed),
  )
}

/** The person's customer and whoever was merged into it. */
export function customersOf({ person }: Member, { customers }: Evidence): Customer[] {
  const living = customers.filter(
    ({ profile, mergedInto }) => !mergedInto && profile.nickname === person.nickname,
  )
  const ids = living.flatMap(({ _id, mergedFrom }) => [_id, ...mergedFrom])
  return customers.filter(({ _id }) => ids.includes(_id))
}

/** A salesperson hears of a task once by each way: card and SMS by the task's code, texts by their words. */
function duplicatesToStaff({ deliveries }: Evidence): string[] {
  const seen = new Map<string, number>()
  for (const { kind, receiver, ref = '', content } of deliveries) {
    const task = kind === 'card' ? ref.split('-')[0] : ref.startsWith('task:') ? ref.split('#')[0] : null
    const what = task ?? (kind === 'staffText' ? JSON.stringify(content) : null)
    if (what === null) continue
    const key = `${kind} about ${what} to ${receiver}`
    seen.set(key, (seen.get(key) ?? 0) + 1)
  }
  return [...seen].filter(([, times]) => times > 1).map(([key, times]) => `${key} was sent ${times} times`)
}

/** What nobody can tell the outcome of is bounded by the calls that were under way when a process was killed. */
function beyondTheCrashes(evidence: Evidence): string[] {
  const { diary, summary, tasks } = evidence
  const inFlight = new Set(diary.kills.flatMap((kill) => kill.inFlight))
  const unknownTasks = tasks.filter(({ notices }) => notices.some(({ state }) => state === 'unknown'))
  return [...summary.unknown, ...summary.possibleDuplicates, ...unknownTasks.map(({ _id }) => _id)]
    .filter((id) => !inFlight.has(id))
    .map((id) => `${id} is uncertain although no kill met its call`)
}

function unfinished(evidence: Evidence): string[] {
  const { story, summary } = evidence
  const [people, customers] = [story.members.length, summary.customers]
  return customers === people
    ? openWork(evidence)
    : [...openWork(evidence), `${people} people are ${customers} customers`]
}

/** Journeys entered once each, coupons granted once each. */
function passagesOf(member: Member, evidence: Evidence): string[] {
  const { person, part } = member
  const ids = customersOf(member, evidence).map(({ _id }) => _id)
  const runs = evidence.runs.filter(({ customerId }) => ids.includes(customerId)).map((run) => run.journeyId)
  const coupons = evidence.coupons.filter(({ customerId }) => ids.includes(customerId)).length
  const faults: string[] = []
  if (part.runs && runs.sort().join() !== part.runs.join()) {
    faults.push(`${person.name} went through [${runs}], not [${part.runs}]`)
  }
  if (coupons !== part.coupons) faults.push(`${person.name} holds ${coupons} coupons, not ${part.coupons}`)
  return faults
}
