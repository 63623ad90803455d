import type { Channel } from '../../models/customer.ts'
import type { ExperimentReader } from '../../models/experiment-reader.ts'
import type { Clock } from '../clock.ts'
import { isoDay, localTime } from '../local-time.ts'
import { type Experiment, holdoutArm, holdoutPlace } from './experiment.ts'
import { lookBackDays, type Participant, participantsOf } from './people.ts'
import { nobody, type Outcomes, together } from './statistics/outcomes.ts'
import type { Dealt } from './statistics/sample-ratio.ts'

/** What became of the people of one arm. */
export interface ArmCount extends Outcomes {
  /** Not yet over: in no other figure. */
  waiting: number
  /** What goals were worth, net of refunds. */
  valueFen: number
  /** Of those who count: who refused to be written to within the window. */
  refused: number
}

/** Those who count by one property of theirs. */
export interface Cut {
  by: 'week' | 'hour' | 'channel'
  value: string
  arms: Readonly<Record<string, Outcomes>>
}

/** An experiment as it stands at a moment. Numbers alone, nobody's name. */
export interface Reading {
  at: Date
  /** Local day of the first and the last who count; null of nobody. */
  from: string | null
  to: string | null
  arms: Readonly<Record<string, ArmCount>>
  /** By the day people entered, those alone who count; oldest first. */
  days: readonly { day: string; arms: Readonly<Record<string, Outcomes>> }[]
  /** How people were dealt, those included who are not over: by version, the arms in the order of the experiment. */
  dealt: readonly Dealt[]
  /** The same of the hold-out of a split: those who came to it, held out and not. */
  heldOut: readonly Dealt[]
  inTwo: number
  cuts: readonly Cut[]
  /** Marketing messages of this journey that somebody held out got all the same. */
  toHeldOut: number
  /** Who entered by day, on average of the last two weeks or since the first. */
  perDay: number
}

const dayMs = 86_400_000
const inflowDays = 14

export const noCount: ArmCount = { ...nobody, waiting: 0, valueFen: 0, refused: 0 }

export function createExperimentReadings({ reader, clock }: { reader: ExperimentReader; clock: Clock }) {
  return async function read(experiment: Experiment): Promise<Reading> {
    const now = clock.now()
    const { people, inTwo } = await participantsOf(experiment, reader, now)
    const counted = people.filter(({ isOver }) => isOver)
    const since = new Date(
      Math.max(people[0]?.at.getTime() ?? now.getTime(), now.getTime() - lookBackDays * dayMs),
    )
    const isRead = people.length > 0
    const messages = isRead ? await messagesTo(people, experiment, since) : null
    const refused = isRead ? await refusalsOf(counted, experiment, since) : new Set<string>()
    return {
      at: now,
      from: counted[0] ? isoDay(counted[0].at) : null,
      to: counted.at(-1) ? isoDay((counted.at(-1) as Participant).at) : null,
      arms: armsOf(people, refused),
      days: daysOf(counted),
      dealt: dealtBy(people, experiment),
      heldOut: heldOutBy(people, experiment),
      inTwo: inTwo.length,
      cuts: cutsOf(counted, messages?.channelOf ?? new Map()),
      toHeldOut: messages?.toHeldOut ?? 0,
      perDay: inflowOf(people, now),
    }
  }

  /** By which channel each was first written to, and how often somebody held out was. */
  async function messagesTo(people: readonly Participant[], { journeyId }: Experiment, since: Date) {
    const byRun = new Map(people.map((one) => [one.runId, one]))
    const first = new Map<string, { at: Date; channel: Channel }>()
    let toHeldOut = 0
    for await (const page of reader.sent(journeyId, since)) {
      for (const { runId, channel, sentAt, purpose } of page) {
        const one = byRun.get(runId)
        if (one === undefined) continue
        // What somebody asked for is sent to whoever asked.
        if (one.arm === holdoutArm && purpose === 'marketing') toHeldOut += 1
        const known = first.get(runId)
        if (channel && (known === undefined || sentAt < known.at)) first.set(runId, { at: sentAt, channel })
      }
    }
    return { channelOf: new Map([...first].map(([runId, { channel }]) => [runId, channel])), toHeldOut }
  }

  async function refusalsOf(
    counted: readonly Participant[],
    { dealings }: Experiment,
    since: Date,
  ): Promise<Set<string>> {
    const byId = new Map(counted.map((one) => [one.customerId, one]))
    const found = new Set<string>()
    for await (const page of reader.refusals(since)) {
      for (const { customerId, at } of page) {
        const one = byId.get(customerId)
        const windowMs = (one && dealings.get(one.versionId)?.windowMs) ?? 0
        if (one && at >= one.at && at.getTime() <= one.at.getTime() + windowMs) found.add(customerId)
      }
    }
    return found
  }
}

const outcomeOf = ({ reached }: Participant): Outcomes => ({ people: 1, reached: reached ? 1 : 0 })

function armsOf(people: readonly Participant[], refused: ReadonlySet<string>): Record<string, ArmCount> {
  const arms: Record<string, ArmCount> = {}
  for (const one of people) {
    const count = arms[one.arm] ?? noCount
    arms[one.arm] = one.isOver
      ? {
          ...count,
          ...together(count, outcomeOf(one)),
          valueFen: count.valueFen + one.valueFen,
          refused: count.refused + (refused.has(one.customerId) ? 1 : 0),
        }
      : { ...count, waiting: count.waiting + 1 }
  }
  return arms
}

function daysOf(counted: readonly Participant[]): Reading['days'] {
  const days = new Map<string, Record<string, Outcomes>>()
  for (const one of counted) add(days, isoDay(one.at), one)
  return [...days].map(([day, arms]) => ({ day, arms }))
}

function cutsOf(counted: readonly Participant[], channelOf: ReadonlyMap<string, Channel>): Cut[] {
  const week = new Map<string, Record<string, Outcomes>>()
  const hour = new Map<string, Record<string, Outcomes>>()
  const channel = new Map<string, Record<string, Outcomes>>()
  for (const one of counted) {
    const local = localTime(one.at)
    add(week, local.weekday >= 6 ? 'weekend' : 'weekday', one)
    add(hour, String(Math.floor(local.hour / hoursTogether) * hoursTogether), one)
    // Nobody held out has a channel.
    const by = channelOf.get(one.runId)
    if (by) add(channel, by, one)
  }
  return [
    ...inOrder('week', week, ([value]) => (value === 'weekend' ? 1 : 0)),
    ...inOrder('hour', hour, ([value]) => Number(value)),
    ...inOrder('channel', channel, ([, arms]) => -sumOf(arms)),
  ]
}

/** Hours of the day that are shown as one. */
export const hoursTogether = 6

const sumOf = (arms: Readonly<Record<string, Outcomes>>): number =>
  Object.values(arms).reduce((sum, { people }) => sum + people, 0)

function inOrder(
  by: Cut['by'],
  found: ReadonlyMap<string, Record<string, Outcomes>>,
  placeOf: (one: [string, Record<string, Outcomes>]) => number,
): Cut[] {
  return [...found]
    .toSorted((one, other) => placeOf(one) - placeOf(other))
    .map(([value, arms]) => ({ by, value, arms }))
}

function add(to: Map<string, Record<string, Outcomes>>, key: string, one: Participant): void {
  const arms = to.get(key) ?? {}
  arms[one.arm] = together(arms[one.arm] ?? nobody, outcomeOf(one))
  to.set(key, arms)
}

/** By version, for each deals by its own shares. Who kept an arm that is given to nobody any more was not dealt by it. */
function dealtBy(people: readonly Participant[], { arms, dealings }: Experiment): Dealt[] {
  return [...dealings].map(([versionId, { shares }]) => {
    const share = arms.map(({ id }) => shares[id] ?? 0)
    const here = people.filter((one) => one.versionId === versionId)
    const all = share.reduce((sum, each) => sum + each, 0)
    return {
      shares: share.map((each) => each / all),
      people: arms.map(({ id }) => here.filter(({ arm }) => arm === id).length),
    }
  })
}

function heldOutBy(people: readonly Participant[], { place, dealings }: Experiment): Dealt[] {
  if (place === holdoutPlace) return []
  return [...dealings].flatMap(([versionId, { holdout }]) => {
    if (holdout === 0) return []
    const here = people.filter((one) => one.versionId === versionId)
    const held = here.filter(({ arm }) => arm === holdoutArm).length
    return [{ shares: [holdout / 100, 1 - holdout / 100], people: [held, here.length - held] }]
  })
}

function inflowOf(people: readonly Participant[], now: Date): number {
  const first = people[0]
  if (first === undefined) return 0
  const ageDays = (now.getTime() - first.at.getTime()) / dayMs
  const days = Math.min(inflowDays, Math.max(1, ageDays))
  const since = now.getTime() - days * dayMs
  return people.filter(({ at }) => at.getTime() >= since).length / days
}
