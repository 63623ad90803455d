import type { Channel } from '../../models/customer.ts'
import type { RunTally } from '../../models/run-figures.ts'
import type { Touch } from '../../models/touch.ts'
import type { TouchTally } from '../../models/touch-figures.ts'
import type { Clock } from '../clock.ts'
import { versionKeyOf } from '../definitions/keys.ts'
import { createRecently } from '../recently.ts'

/** What became of a message, as the page counts it; every state is in exactly one. */
export const outcomes = ['sent', 'waiting', 'unknown', 'notSent'] as const
export type BroadcastOutcome = (typeof outcomes)[number]

export const outcomeOf: Record<Touch['state'], BroadcastOutcome> = {
  planned: 'waiting',
  reserved: 'waiting',
  sending: 'waiting',
  deferred: 'waiting',
  sent: 'sent',
  delivered: 'sent',
  opened: 'sent',
  clicked: 'sent',
  replied: 'sent',
  converted: 'sent',
  unknown: 'unknown',
  skipped: 'notSent',
  failed: 'notSent',
  expired: 'notSent',
}

type Counts = Record<BroadcastOutcome, number>

export interface BroadcastProgress extends Counts {
  /** Everybody it was begun for: sent, waiting, unknown and not sent together. */
  planned: number
  clicked: number
  byChannel: (Counts & { channel: Channel | null; clicked: number })[]
  /** Why there was nothing, or nothing yet; the commonest first. */
  reasons: { outcome: BroadcastOutcome; reason: string; people: number }[]
}

export interface ProgressDeps {
  numbersOf(keys: string[]): Promise<{ number: number }[]>
  runFigures: { tally(versionIds: string[]): Promise<RunTally[]> }
  touchFigures: { tallyOf(journeyId: string): Promise<TouchTally[]> }
  realClock: Clock
}

/** A page that is open asks again at every change; what was counted just now is good enough, real ms. */
const freshMs = 3_000

/** How far broadcasts are, counted from their runs and touches; test accounts count in none. */
export function createProgress({ numbersOf, runFigures, touchFigures, realClock }: ProgressDeps) {
  const recently = createRecently<BroadcastProgress>({ realClock, freshMs, restFactor: 0 })

  async function counted(id: string): Promise<BroadcastProgress> {
    const numbers = await numbersOf([`journey:${id}`])
    const runs = await runFigures.tally(numbers.map(({ number }) => versionKeyOf(id, number)))
    return progressFrom(runs, await touchFigures.tallyOf(id))
  }

  return (id: string): Promise<BroadcastProgress> => recently(id, () => counted(id))
}

const clickedStates: ReadonlySet<Touch['state']> = new Set(['clicked', 'converted'])

/** Pure. Who was begun for but has no touch is still waiting, or left before there was one. */
export function progressFrom(runs: readonly RunTally[], touches: readonly TouchTally[]): BroadcastProgress {
  const none = (): Counts => ({ sent: 0, waiting: 0, unknown: 0, notSent: 0 })
  const all = none()
  const byChannel = new Map<Channel | null, Counts & { clicked: number }>()
  const reasons = new Map<string, BroadcastProgress['reasons'][number]>()
  let clicked = 0
  const because = (outcome: BroadcastOutcome, reason: string, people: number): void => {
    const key = `${outcome} ${reason}`
    reasons.set(key, { outcome, reason, people: (reasons.get(key)?.people ?? 0) + people })
  }
  for (const { state, channel = null, reason, touches: people } of touches) {
    const outcome = outcomeOf[state]
    all[outcome] += people
    const own = byChannel.get(channel) ?? { ...none(), clicked: 0 }
    own[outcome] += people
    if (clickedStates.has(state)) {
      own.clicked += people
      clicked += people
    }
    byChannel.set(channel, own)
    if (outcome !== 'sent' && reason !== null) because(outcome, reason, people)
  }

  const planned = Math.max(sum(runs), all.sent + all.waiting + all.unknown + all.notSent)
  const closed = runs.filter(({ state }) => state !== 'active' && state !== 'completed')
  const withTouch = (reason: string) => reasons.get(`notSent ${reason}`)?.people ?? 0
  const left = Math.max(0, sum(closed) - withTouch('journeyEnded') - withTouch('moved'))
  const unbegun = planned - (all.sent + all.waiting + all.unknown + all.notSent)
  const gone = Math.min(left, unbegun)
  if (gone > 0) because('notSent', 'journeyEnded', gone)
  all.notSent += gone
  all.waiting += unbegun - gone
  return {
    planned,
    ...all,
    clicked,
    byChannel: [...byChannel]
      .map(([channel, counts]) => ({ channel, ...counts }))
      .sort((one, other) => other.sent - one.sent),
    reasons: [...reasons.values()].sort((one, other) => other.people - one.people),
  }
}

const sum = (runs: readonly RunTally[]): number => runs.reduce((total, { runs: each }) => total + each, 0)
