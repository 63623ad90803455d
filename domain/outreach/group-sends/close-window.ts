import type { GroupSendPerson } from '../../../models/group-send-people.ts'
import type { GroupSend } from '../../../models/group-sends.ts'
import { quotaKey } from '../../../models/wecom-quota.ts'
import { doNotDisturb } from '../gates/do-not-disturb.ts'
import { journeyWants } from '../gates/journey-active.ts'
import { holdOn } from '../gates/marketing-held.ts'
import { noMarketing } from '../gates/no-marketing.ts'
import type { OutreachParts } from '../outreach-parts.ts'
import type { GroupSendDeps } from './group-send-deps.ts'
import { attemptIn } from './membership.ts'
import type { NotSent } from './not-sent.ts'
import { forEachOf, pagesOf } from './people-pages.ts'
import { settlePerson } from './settle-person.ts'

/**
 * Whether others of the same salesperson, whose window has closed too and whose priority is higher, are to be decided first. When
 * it is this one's turn it has its place at once, if there is one, so that nobody comes in between.
 */
export async function waitsForOthers(
  parts: OutreachParts,
  { stores: { groupSends, confirmations } }: GroupSendDeps,
  send: GroupSend,
): Promise<boolean> {
  const { sender, day, closesAt, priority, _id } = send
  const most = parts.limitsAt(parts.clock.now()).groupSends.perSalesperson
  const before = (await groupSends.ofSender(sender, day)).filter(
    (other) =>
      other.state === 'collecting' &&
      other.closesAt <= closesAt &&
      (other.priority > priority || (other.priority === priority && other._id < _id)),
  )
  const taken = await confirmations.taken(sender, day, most)
  if (taken.includes(_id) || taken.length >= most) return false
  if (taken.length + before.length >= most) return true
  await takePlace(parts, { confirmations }, send)
  return false
}

/** A place of the salesperson's day, or the one it has; false when all are taken. */
export async function takePlace(
  { clock, limitsAt }: Pick<OutreachParts, 'clock' | 'limitsAt'>,
  { confirmations }: Pick<GroupSendDeps['stores'], 'confirmations'>,
  { _id, sender, day }: GroupSend,
): Promise<boolean> {
  const at = clock.now()
  const most = limitsAt(at).groupSends.perSalesperson
  return confirmations.take(_id, { sender, day, most, at })
}

/** Settles who takes part: those who still want it, and may have it, also when WeCom is asked once more. How many do. */
export async function settleWhoIsIn(
  parts: OutreachParts,
  deps: GroupSendDeps,
  send: GroupSend,
): Promise<number> {
  const { groupSendPeople } = deps.stores
  for (const state of ['asked', 'joined'] as const) {
    for await (const page of pagesOf(deps, send, state)) {
      const touches = await parts.stores.touches.findMany(page.map(({ touchId }) => touchId))
      const touchOf = new Map(touches.map((each) => [each._id, each]))
      const barred = await barredAmong(parts, send, page)
      const staying: string[] = []
      await forEachOf(page, async (person) => {
        const touch = touchOf.get(person.touchId)
        const n = touch ? attemptIn(touch, send._id) : 0
        const isIn = touch?.attempts[n - 1]?.outcome === 'awaitingStaff'
        if (!touch || !isIn) await letGo(deps, send, person)
        else if (!(await parts.stillWanted(touch))) await leave(parts, deps, send, person, ended)
        else if (barred.has(person._id)) await leave(parts, deps, send, person, doNotDisturbThem)
        else if (whyNotNow(parts, send) !== null) await leave(parts, deps, send, person, cancelled)
        else staying.push(person._id)
      })
      await groupSendPeople.ask(staying)
    }
  }
  return groupSendPeople.count(send._id, 'asked')
}

const ended = { reason: 'journeyEnded', next: 'anew' } as const
const cancelled = { reason: 'cancelled', next: 'anew' } as const
/** Whether another channel may be used is for the gates to say. */
const doNotDisturbThem = { reason: doNotDisturb, next: 'anew' } as const

/** Who of a page gets no marketing over WeCom any more. */
async function barredAmong(
  parts: OutreachParts,
  { purpose }: GroupSend,
  page: readonly GroupSendPerson[],
): Promise<ReadonlySet<string>> {
  if (purpose !== 'marketing') return new Set()
  const now = parts.clock.now()
  const found = await parts.customers.findMany(page.map(({ customerId }) => customerId))
  const isBarred = ({ customerId }: GroupSendPerson) => {
    const customer = found.get(customerId)
    return customer !== undefined && noMarketing(parts, customer, 'wecom', now) !== null
  }
  return new Set(page.filter(isBarred).map(({ _id }) => _id))
}

/** Whether somebody who waits in it for a salesperson gets no marketing any more. Only where that was heard of: it reads them all. */
export async function isSomebodyBarred(
  parts: OutreachParts,
  deps: GroupSendDeps,
  send: GroupSend,
): Promise<boolean> {
  if (send.doubtedAt === undefined) return false
  for await (const page of pagesOf(deps, send, 'asked')) {
    if ((await barredAmong(parts, send, page)).size > 0) return true
  }
  return false
}

/** What forbids it at present; null when nothing does. Asked again right before WeCom is. */
export function whyNotNow(
  { published }: Pick<OutreachParts, 'published'>,
  { purpose, journeyId }: Pick<GroupSend, 'purpose' | 'journeyId'>,
): 'held' | 'paused' | 'ended' | null {
  if (purpose === 'marketing' && holdOn(published, purpose) !== null) return 'held'
  const wanted = journeyWants(published, { journeyId })
  if (wanted === 'yes') return null
  return wanted === 'never' ? 'ended' : 'paused'
}

async function leave(
  parts: OutreachParts,
  deps: GroupSendDeps,
  send: GroupSend,
  person: GroupSendPerson,
  why: NotSent,
): Promise<void> {
  await settlePerson(parts, deps, send, person, { kind: 'notSent', ...why })
}

/** Somebody who never came to be in, or left since. */
async function letGo({ stores }: GroupSendDeps, send: GroupSend, person: GroupSendPerson): Promise<void> {
  if (!(await stores.groupSendPeople.move(person._id, person.state, 'left', 'missedWindow'))) return
  await stores.wecomQuota.giveBack(quotaKey(send.corp, person.externalUserid), person.touchId)
}

/** Lets everybody go who is in it, for one reason. */
export async function everybodyLeaves(
  parts: OutreachParts,
  deps: GroupSendDeps,
  send: GroupSend,
  why: NotSent,
): Promise<void> {
  for (const state of ['joined', 'asked'] as const) {
    for await (const page of pagesOf(deps, send, state)) {
      await forEachOf(page, (person) => leave(parts, deps, send, person, why))
    }
  }
}
