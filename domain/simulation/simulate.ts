import type { CouponStock } from '../../models/coupons.ts'
import type { Channel, Customer } from '../../models/customer.ts'
import type { Sealing } from '../customers/sealing.ts'
import { rulesInForce } from '../definitions/rules-in-force.ts'
import type { Snapshot } from '../definitions/snapshot.ts'
import type { AnyDefinition } from '../language/definitions.ts'
import type { Log } from '../log.ts'
import type { Colleague } from '../sales/staff-directory.ts'
import { share } from '../stable-hash.ts'
import { drawnReactions, type Reactions, recordedReactions } from './create-reactions.ts'
import {
  add,
  type Counting,
  countRun,
  countTask,
  countTouch,
  emptyForecast,
  type Forecast,
} from './forecast.ts'
import { personOf } from './person-of.ts'
import type { Rates } from './rates.ts'
import { drawBy } from './reactions.ts'
import type { RecordedAnswers } from './recorded-answers.ts'
import type { RecordPages } from './records.ts'
import type { Note } from './samples.ts'
import type { Lengths } from './sms-lengths.ts'
import { createStage, type Stage, type StageSettings } from './stage.ts'
import { type JourneyVersion, stagePublication } from './stage-publication.ts'
import { type Stretch, walk } from './walk.ts'

/** How people answer: as they really did, or drawn by rates, the same for the same seed. */
export type AnswerPlan =
  | { kind: 'recorded' }
  | { kind: 'drawn'; rates: Rates; seed: string; isOn(channel: Channel): boolean }

export interface SimulationInput {
  journey: JourneyVersion
  /** Everything else as it is in use; `others` stand in for some of it. */
  inUse: Pick<Snapshot, 'definitions' | 'headOf'>
  others?: readonly AnyDefinition[]
  stretch: Stretch
  answers: AnswerPlan
  /** Percent of the customers who are looked at, always the same ones; absent: all. */
  sharePercent?: number
  records: RecordPages
  settings: StageSettings
  staff: readonly Colleague[]
  /** Opens personal traits alone, which gates and dates ask for. */
  unseal: Sealing['unseal']
  /** Code of the 门店 somebody belongs to; absent: they are of none. */
  storeOf?(customer: Customer): string | undefined
  /** What the batches have left. */
  stocks?: readonly CouponStock[]
  /** Told now and then how many people are done. */
  progress?(done: number): void
  signal?: AbortSignal
  /** Told who counts in which figure. */
  note?: Note
  /** Told of each SMS that went out, to be written again. */
  lengths?: Lengths
  /** Told of each person's stretch before the next one comes. */
  seen?(stage: Stage, runIds: ReadonlySet<string>): void
}

/** People read at a time; their records are all of the installation that is in memory. */
const pageSize = 200
/** Slots of this long ago still count in somebody's week. */
const slotsMatterMs = 40 * 86_400_000

/**
 * Runs a version of a journey over customers of the past: each lives through the stretch alone, from what they were when it
 * began, with what really happened to them besides. Nothing is written and nobody is called. Coupons are handed out in the
 * order people are looked at, and follow-ups to whoever has least by then: who gets the last one may be another in life.
 * @throws what the signal says once it is aborted
 */
export async function simulate(input: SimulationInput): Promise<Forecast> {
  const { journey, stretch, answers, staff, settings } = input
  const forecast = emptyForecast()
  /** Whoever is walked through just now. */
  const counting: Counting = { store: '', note: input.note ?? (() => undefined) }
  const publication = stagePublication(input.inUse, journey, { since: stretch.from, others: input.others })
  const { rules } = rulesInForce(publication.snapshot())
  let recorded: RecordedAnswers = { outcomeOf: () => null, happenings: [] }
  const reactions: Reactions =
    answers.kind === 'drawn'
      ? drawnReactions({ ...answers, draw: drawBy(answers.seed) })
      : recordedReactions(() => recorded)
  const stage: Stage = createStage({
    publication,
    settings,
    staff,
    unseal: input.unseal,
    provider: reactions.provider,
    sent: (channel, ref) => reactions.sent(channel, ref, stage.clock.now()),
    taskBegun(task) {
      if (task.taskId.startsWith(`${journey.definition.id}:`)) countTask(forecast, task, counting)
      reactions.taskBegun(task)
    },
    log: faultsInto(forecast),
  })
  for (const stock of input.stocks ?? []) stage.memory.stocks.set(stock._id, stock)
  const segments = new Set(publication.registry.segments.map(({ id }) => id))
  const { sharePercent = 100 } = input
  let done = 0

  const touchesSince = new Date(stretch.from.getTime() - slotsMatterMs)
  for await (const page of input.records.pages({
    journeyId: journey.definition.id,
    touchesSince,
    pageSize,
  })) {
    for (const records of page) {
      input.signal?.throwIfAborted()
      done += 1
      if (share(records.customer._id, 'simulate:share') >= sharePercent) continue
      const person = personOf(records, {
        buyerRules: rules,
        journeyId: journey.definition.id,
        stretch,
        answers: answers.kind,
        isSimulatedSegment: (id) => segments.has(id),
      })
      if (person === null) continue
      recorded = person.recorded
      forecast.customers += 1
      counting.store = input.storeOf?.(records.customer) ?? ''
      await walk(stage, person, stretch, reactions)
      const standing = new Set(person.standing.map(({ _id }) => _id))
      tally(forecast, stage, { standing, segmentFen: rules.costs.smsSegmentFen, counting })
      input.lengths?.look(stage)
      input.seen?.(stage, standing)
    }
    input.progress?.(done)
  }
  return forecast
}

function tally(
  forecast: Forecast,
  { memory }: Stage,
  {
    standing,
    segmentFen,
    counting,
  }: { standing: ReadonlySet<string>; segmentFen: number; counting: Counting },
): void {
  for (const run of memory.runs.values()) if (!standing.has(run._id)) countRun(forecast, run, counting)
  for (const touch of memory.touches.values()) countTouch(forecast, touch, { ...counting, segmentFen })
  for (const { batchId, customerId, grantedAt } of memory.grants.values()) {
    add(forecast.coupons, batchId)
    counting.note(`coupons:${batchId}`, customerId, grantedAt)
  }
}

/** Steps that fail are a finding of the simulation, not of this process. */
function faultsInto({ faults }: Forecast): Log {
  const silent = () => undefined
  return {
    debug: silent,
    info: silent,
    warn: silent,
    error(data, message) {
      const { error, err } = data as { error?: unknown; err?: unknown }
      const cause = error ?? err
      add(faults, cause instanceof Error ? cause.message : message)
    },
  }
}
