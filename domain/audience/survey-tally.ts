import type { Channel, Customer } from '../../models/customer.ts'
import type { EventCount, Rule } from '../language/rule.ts'
import { type ChannelOutlook, channelOutlook } from '../outreach/gates/channel-outlook.ts'
import type { TraitInClear } from '../outreach/gates/guardian.ts'
import { decide, decideByProfile, eventLeavesOf } from './evaluate.ts'

/** What is counted of everybody. Rules name no static segments any more. */
export interface SurveyAsk {
  /** All of these must hold; at most 30. */
  conditions: readonly Rule[]
  /** Single conditions that are counted by themselves, by their place. */
  leaves?: Readonly<Record<string, Rule>>
  /** Who gets no marketing at all, by what it is called: left out before anything is counted. */
  exclude: Readonly<Record<string, Rule>>
  /** Who is in now, before the change; absent = nobody ever was. */
  isMember?: (customer: Customer, holds: (rule: Rule) => boolean) => boolean
  /** Rules that `isMember` asks. */
  memberRules?: readonly Rule[]
}

export interface ReachTally {
  can: number
  /** How many are not reached, by reason. */
  reasons: Map<NonNullable<ChannelOutlook['reason']>, number>
}

/** Everybody looked at so far. */
export interface SurveyTally {
  /** Looked at, test accounts and those left out included. */
  seen: number
  /** Those the conditions are asked of. */
  base: number
  tests: number
  excluded: Map<string, number>
  /** How many meet which of the conditions, as bits in their order. */
  patterns: Map<number, number>
  /** How many meet each of `leaves`. */
  leaves: Map<string, number>
  /** Of those who meet all. */
  reach: Map<Channel, ReachTally>
  reachable: number
  enters: number
  leavesIt: number
}

export const newTally = (): SurveyTally => ({
  seen: 0,
  base: 0,
  tests: 0,
  excluded: new Map(),
  patterns: new Map(),
  leaves: new Map(),
  reach: new Map(),
  reachable: 0,
  enters: 0,
  leavesIt: 0,
})

/** The events that must be counted for an ask. */
export const eventsAsked = ({ conditions, memberRules = [], leaves = {} }: SurveyAsk): EventCount[] =>
  [...conditions, ...memberRules, ...Object.values(leaves)].flatMap((rule) => [...eventLeavesOf(rule)])

/** Adds one person; `count` knows their events. */
export function addPerson(
  tally: SurveyTally,
  ask: SurveyAsk,
  person: { customer: Customer; count: (leaf: EventCount) => number },
  { now, traitInClear }: { now: Date; traitInClear: TraitInClear },
): void {
  const { customer } = person
  tally.seen += 1
  if (customer.isTest) {
    tally.tests += 1
    return
  }
  const out = Object.entries(ask.exclude).find(([, rule]) => decideByProfile(rule, customer, now) === true)
  if (out) {
    more(tally.excluded, out[0])
    return
  }
  tally.base += 1
  const holds = (rule: Rule): boolean => decide(rule, person, now)
  let pattern = 0
  for (const [at, condition] of ask.conditions.entries()) if (holds(condition)) pattern |= 1 << at
  for (const [place, leaf] of Object.entries(ask.leaves ?? {})) if (holds(leaf)) more(tally.leaves, place)
  more(tally.patterns, pattern)
  const isIn = pattern === everyBit(ask.conditions.length)
  const wasIn = ask.isMember?.(customer, holds) ?? false
  if (isIn && !wasIn) tally.enters += 1
  if (!isIn && wasIn) tally.leavesIt += 1
  if (isIn) addReach(tally, channelOutlook(customer, now, traitInClear))
}

function addReach(tally: SurveyTally, outlook: readonly ChannelOutlook[]): void {
  let reachable = false
  for (const { channel, reason } of outlook) {
    // Whether she comes by herself nobody knows.
    if (channel === 'popup') continue
    const known = tally.reach.get(channel) ?? { can: 0, reasons: new Map() }
    if (reason === null) {
      known.can += 1
      reachable = true
    } else more(known.reasons, reason)
    tally.reach.set(channel, known)
  }
  if (reachable) tally.reachable += 1
}

/** How many meet all of the conditions. */
export const meetingAll = ({ patterns }: SurveyTally, { conditions }: SurveyAsk): number =>
  patterns.get(everyBit(conditions.length)) ?? 0

const everyBit = (conditions: number): number => 2 ** conditions - 1

function more<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

/** How many are left after each of the conditions, taken in this order of their places. */
export function stepsOf({ patterns }: SurveyTally, order: readonly number[]): number[] {
  let mask = 0
  return order.map((at) => {
    mask |= 1 << at
    let left = 0
    for (const [pattern, n] of patterns) if ((pattern & mask) === mask) left += n
    return left
  })
}
