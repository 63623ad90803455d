import type { Confirmations } from '../../../models/confirmations.ts'
import type { GroupSendPeople, PartTally } from '../../../models/group-send-people.ts'
import type { GroupSend, GroupSends } from '../../../models/group-sends.ts'
import type { Clock } from '../../clock.ts'
import type { Registry } from '../../language/registry.ts'
import { defaultZone, isoDay, localTime } from '../../local-time.ts'

/** How far back a salesperson looks, days. */
const daysBack = 7

/**
 * waiting   it stands in their client, to be confirmed
 * confirmed they sent it: to all, or to some
 * expired   nobody confirmed it in time
 * withdrawn it was taken back: its flow was paused or ended, or all of marketing stands still
 */
export type AskedState = 'waiting' | 'confirmed' | 'expired' | 'withdrawn'

/** One group-send as the salesperson reads it who is, or was, asked to confirm it. */
export interface Asked {
  id: string
  state: AskedState
  /** Of the message. */
  name: string
  /** What it comes of; null when that is none of the flows and 群发 there are. */
  because: { kind: 'journey' | 'broadcast'; name: string } | null
  isTest: boolean
  content: GroupSend['content']
  people: number
  sent: number
  /** Whom the salesperson left out. */
  leftOut: number
  /** Whom WeCom lets nobody send it to: no friend any more, or sent to often enough already. */
  refused: number
  askedAt: Date
  until: Date
  confirmedAt: Date | null
}

export interface AskedOf {
  asked: Asked[]
  now: Date
}

type Names = Pick<Registry, 'messages' | 'journeys'>

/** What one salesperson is asked to send, and was in the last week: what ends first, first; then the newest. */
export function createAskedOf(deps: {
  stores: {
    confirmations: Pick<Confirmations, 'since'>
    groupSends: Pick<GroupSends, 'findMany'>
    groupSendPeople: Pick<GroupSendPeople, 'tally'>
  }
  registry: Names
  clock: Clock
}) {
  const { groupSends, groupSendPeople, confirmations } = deps.stores
  return async function askedOf(userid: string): Promise<AskedOf> {
    const now = deps.clock.now()
    const since = isoDay(localTime(now, defaultZone).minus({ days: daysBack }).toJSDate(), defaultZone)
    const sends = await groupSends.findMany(await confirmations.since(userid, since))
    // Before WeCom has it nobody is asked anything.
    const handedOver = sends.filter(({ msgid }) => msgid !== undefined)
    const tallies = await groupSendPeople.tally(handedOver.map(({ _id }) => _id))
    const asked = handedOver.map((send) =>
      presentAsked(
        send,
        tallies.filter(({ groupSend }) => groupSend === send._id),
        deps.registry,
      ),
    )
    return { asked: asked.sort(inOrder), now }
  }
}

/** How many wait to be confirmed, and when the first one of them ends. */
export function waitingIn({ asked }: AskedOf): { number: number; until: Date | null } {
  const waiting = asked.filter(({ state }) => state === 'waiting')
  return { number: waiting.length, until: waiting[0]?.until ?? null }
}

function presentAsked(send: GroupSend, tallies: PartTally[], registry: Names): Asked {
  const { _id, isTest, content, asked = 0, calledAt, closesAt, expiresAt, confirmedAt } = send
  const sum = (...outcomes: string[]) =>
    tallies
      .filter(({ outcome }) => outcomes.includes(outcome ?? ''))
      .reduce((total, { people }) => total + people, 0)
  return {
    id: _id,
    // Whoever confirmed right before the end was not seen to, but for what reached people.
    state: sum('sent') > 0 ? 'confirmed' : stateOf(send),
    name: registry.messages.find(({ id }) => id === send.messageId)?.name ?? send.messageId,
    because: becauseOf(send, registry),
    isTest,
    content,
    people: asked,
    sent: sum('sent'),
    leftOut: sum('notPicked'),
    refused: sum('notFriend', 'wecomQuotaFull'),
    askedAt: calledAt ?? closesAt,
    until: expiresAt,
    confirmedAt: confirmedAt ?? null,
  }
}

function stateOf({ state, confirmedAt, end }: GroupSend): AskedState {
  if (confirmedAt !== undefined) return 'confirmed'
  if (state === 'awaiting') return 'waiting'
  return end?.why === 'expired' ? 'expired' : 'withdrawn'
}

function becauseOf({ journeyId }: GroupSend, { journeys }: Names): Asked['because'] {
  const journey = journeys.find(({ id }) => id === journeyId)
  return journey ? { kind: journey.writtenAs ?? 'journey', name: journey.name } : null
}

function inOrder(one: Asked, other: Asked): number {
  const waits = ({ state }: Asked) => (state === 'waiting' ? 0 : 1)
  if (waits(one) !== waits(other)) return waits(one) - waits(other)
  if (one.state === 'waiting') return one.until.getTime() - other.until.getTime()
  return other.askedAt.getTime() - one.askedAt.getTime()
}
