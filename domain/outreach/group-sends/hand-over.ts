import type { GroupSend } from '../../../models/group-sends.ts'
import type { OutreachParts } from '../outreach-parts.ts'
import type { WelcomeAttachment } from '../ports.ts'
import { everybodyLeaves, settleWhoIsIn, takePlace, whyNotNow } from './close-window.ts'
import type { GroupSendDeps } from './group-send-deps.ts'
import type { NotSent } from './not-sent.ts'
import { forEachOf, pagesOf } from './people-pages.ts'
import type { CreateOutcome, GroupMessage } from './ports.ts'
import { settlePerson } from './settle-person.ts'
import { pollMs } from './watch.ts'

/** A task whose answer was lost is looked for after this long, and once more: lists may lag, ms. */
const lookAfterMs = 2 * 60_000
const mostLookups = 2
/** Made before our clock says so, ms. */
const clockDriftMs = 5 * 60_000
/** Asked again sooner than that, it would be refused again, ms. */
const leastWaitMs = 30_000
/** Without that much time left nobody is asked any more, ms. */
const leastLeftMs = 15 * 60_000

/** What a salesperson hands over goes on without them. */
export const handedOver = { reason: 'handedOver', next: 'anew' } as const

const later = (now: Date, ms: number) => new Date(now.getTime() + ms)

/** Who is in it is settled, and WeCom is asked, once: the write before the call is what makes it so. */
export async function handOver(
  parts: OutreachParts,
  deps: GroupSendDeps,
  send: GroupSend,
): Promise<GroupSend | null> {
  const { groupSends } = deps.stores
  const nothing = (why: NotSent) => comesToNothing(parts, deps, send, why)
  // It was taken from them, and whoever did it died before everybody was let go.
  if (send.reason === handedOver.reason) return nothing(handedOver)
  const asked = await settleWhoIsIn(parts, deps, send)
  const now = parts.clock.now()
  if (asked === 0) return giveUp(parts, deps, send, 'nobodyLeft')
  if (!(await takePlace(parts, deps.stores, send)))
    return nothing({ reason: 'confirmationsFull', next: 'anew' })
  if (send.expiresAt.getTime() - now.getTime() < leastLeftMs) {
    return nothing({ reason: 'retriesExhausted', next: 'fallback' })
  }
  const message = await messageOf(deps, send)
  if (whyNotNow(parts, send) !== null) return nothing({ reason: 'cancelled', next: 'anew' })
  const calledAt = parts.clock.now()
  const calling = await groupSends.advance(send, {
    state: 'calling',
    asked,
    calledAt,
    calls: send.calls + 1,
    lookups: 0,
    dueAt: later(calledAt, lookAfterMs),
  })
  if (!calling) return null
  const outcome = await deps.platform.create(message)
  parts.log.info(
    { groupSend: send._id, people: asked, outcome: outcome.kind },
    'a group-send was handed over',
  )
  return afterAnswer(parts, deps, calling, outcome)
}

/** Whether the task of a call without an answer exists. Never asked twice before two looks found none. */
export async function lookUp(
  parts: OutreachParts,
  deps: GroupSendDeps,
  send: GroupSend,
): Promise<GroupSend | null> {
  const { groupSends } = deps.stores
  const since = later(send.calledAt ?? send.closesAt, -clockDriftMs)
  const found = await deps.platform.find(await messageOf(deps, send), since, groupSends.knownAmong)
  const now = parts.clock.now()
  parts.log.info({ groupSend: send._id, found: found.kind }, 'the lost answer of a group-send was looked for')
  if (found.kind === 'cannotTell') return groupSends.advance(send, { dueAt: later(now, lookAfterMs) })
  if (found.msgid !== null) return waiting(deps, send, found.msgid, now)
  const lookups = send.lookups + 1
  if (lookups < mostLookups) return groupSends.advance(send, { lookups, dueAt: later(now, lookAfterMs) })
  return groupSends.advance(send, { state: 'closing', dueAt: now })
}

async function afterAnswer(
  parts: OutreachParts,
  deps: GroupSendDeps,
  send: GroupSend,
  outcome: CreateOutcome,
): Promise<GroupSend | null> {
  const now = parts.clock.now()
  switch (outcome.kind) {
    case 'created': {
      const waits = await waiting(deps, send, outcome.msgid, now)
      if (waits) await withoutUnreachable(parts, deps, waits, new Set(outcome.unreachable))
      return waits
    }
    case 'nobody':
      return comesToNothing(parts, deps, send, { reason: 'notFriend', next: 'fallback' })
    case 'senderRefused':
      parts.log.error(
        { sender: send.sender, code: outcome.code },
        'a salesperson cannot send to customers in WeCom',
      )
      return comesToNothing(parts, deps, send, { reason: 'senderRefused', next: 'fallback' })
    case 'refused':
      return comesToNothing(parts, deps, send, { reason: outcome.reason, next: 'fallback' })
    case 'retryLater':
      return deps.stores.groupSends.advance(send, {
        state: 'closing',
        dueAt: later(now, Math.max(outcome.afterMs, leastWaitMs)),
      })
    case 'unknown':
      return send
  }
}

const waiting = (deps: GroupSendDeps, send: GroupSend, msgid: string, now: Date) =>
  deps.stores.groupSends.advance(send, { state: 'awaiting', msgid, dueAt: later(now, pollMs) })

async function withoutUnreachable(
  parts: OutreachParts,
  deps: GroupSendDeps,
  send: GroupSend,
  unreachable: ReadonlySet<string>,
): Promise<void> {
  if (unreachable.size === 0) return
  const notSent = { kind: 'notSent', reason: 'notFriend', next: 'fallback' } as const
  for await (const page of pagesOf(deps, send, 'asked')) {
    await forEachOf(page, async (person) => {
      if (unreachable.has(person.externalUserid)) await settlePerson(parts, deps, send, person, notSent)
    })
  }
}

/** Everybody in it leaves for one reason, and there is nothing left of it. */
export async function comesToNothing(
  parts: OutreachParts,
  deps: GroupSendDeps,
  send: GroupSend,
  why: NotSent,
): Promise<GroupSend | null> {
  await everybodyLeaves(parts, deps, send, why)
  return giveUp(parts, deps, send, why.reason)
}

/** Nobody was asked anything, so the place of the day is free again. */
async function giveUp(
  parts: OutreachParts,
  deps: GroupSendDeps,
  send: GroupSend,
  reason: string,
): Promise<GroupSend | null> {
  const { sender, day, _id } = send
  const most = parts.limitsAt(parts.clock.now()).groupSends.perSalesperson
  await deps.stores.confirmations.giveBack(_id, { sender, day, most })
  return deps.stores.groupSends.advance(send, {
    state: 'settled',
    reason,
    settledAt: parts.clock.now(),
    dueAt: null,
  })
}

async function messageOf(deps: GroupSendDeps, send: GroupSend): Promise<GroupMessage> {
  const externalUserids: string[] = []
  for await (const page of pagesOf(deps, send, 'asked')) {
    externalUserids.push(...page.map((person) => person.externalUserid))
  }
  const { sender, content } = send
  const attachments = content.attachments as unknown as WelcomeAttachment[]
  return { sender, externalUserids, text: content.text, attachments }
}
