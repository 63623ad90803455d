import type { Customer } from '../../../models/customer.ts'
import type { Run } from '../../../models/run.ts'
import { createSimulationReader } from '../../../models/simulation-reader.ts'
import type { Touch } from '../../../models/touch.ts'
import type { Snapshot } from '../../definitions/snapshot.ts'
import type { JourneyWorld } from '../../journeys/testing/world.ts'
import type { AnyDefinition } from '../../language/definitions.ts'
import { appId } from '../../outreach/testing/world.ts'
import type { Forecast } from '../forecast.ts'
import { type AnswerPlan, simulate } from '../simulate.ts'
import type { Stretch } from '../walk.ts'

/** Something somebody does, at its time. */
export interface Deed {
  at: Date
  do(): Promise<unknown>
}

/** Lets a world live until `to`: what is due is done when it is due, and each deed when its time comes. */
export async function live(world: JourneyWorld, deeds: readonly Deed[], to: Date): Promise<void> {
  const left = [...deeds].sort((a, b) => a.at.getTime() - b.at.getTime())
  for (;;) {
    const deed = left[0]
    const due = await world.journeys.nextDueAt()
    const next = Math.min(
      deed?.at.getTime() ?? Number.POSITIVE_INFINITY,
      due?.getTime() ?? Number.POSITIVE_INFINITY,
    )
    if (next >= to.getTime()) break
    world.clock.set(new Date(Math.max(next, world.clock.now().getTime())))
    if (deed !== undefined && deed.at.getTime() === next) {
      left.shift()
      await deed.do()
    }
    await world.work()
  }
  world.clock.set(to)
}

/** How one run went, as far as anybody could tell. */
export interface Passage {
  run: Pick<Run, '_id' | 'state' | 'stepId' | 'visits' | 'endReason' | 'holdout' | 'goalValueFen'> & {
    startedAt: Date
    enteredStepAt: Date
    goalMetAt: Date | null
  }
  touches: {
    _id: string
    state: string
    channel: string | null
    tried: string[]
    reason: string | null
    at: Date | null
  }[]
}

export function passageOf(run: Run, touches: readonly Touch[]): Passage {
  const { _id, state, stepId, visits, endReason, holdout, goalValueFen, startedAt, enteredStepAt } = run
  return {
    run: {
      ...{ _id, state, stepId, visits, endReason, holdout, goalValueFen, startedAt, enteredStepAt },
      goalMetAt: run.goalMetAt ?? null,
    },
    touches: touches
      .filter(({ runId }) => runId === _id)
      .map((touch) => ({
        _id: touch._id,
        state: touch.state,
        channel: touch.channel ?? null,
        tried: touch.attempts.map(({ channel }) => channel),
        reason: touch.decisions.find(({ final }) => final)?.reason ?? null,
        at: touch.sentAt ?? null,
      }))
      .sort((a, b) => a._id.localeCompare(b._id)),
  }
}

/** What really became of the runs of a journey that began in the stretch. */
export async function lived(
  world: JourneyWorld,
  journeyId: string,
  { from }: Stretch,
): Promise<Map<string, Passage>> {
  const runs = (await world.allRuns()).filter((run) => run.journeyId === journeyId && run.startedAt > from)
  const touches = await world.connection.db!.collection<Touch>('touches').find({}).toArray()
  return new Map(runs.map((run) => [run._id, passageOf(run, touches)]))
}

/** What is in use in a world: its messages and segments, and batches by their ids. */
export function inUseIn(
  world: JourneyWorld,
  more: readonly AnyDefinition[] = [],
): Pick<Snapshot, 'definitions' | 'headOf'> {
  return {
    definitions: [
      ...[...world.messages.values()].map((definition) => ({ kind: 'message', definition }) as const),
      ...more,
    ],
    headOf: () => null,
  }
}

/** Simulates the version in use of a journey over everybody of a world. */
export async function simulated(
  world: JourneyWorld,
  journeyId: string,
  {
    stretch,
    answers = { kind: 'recorded' },
    more = [],
    storeOf,
  }: {
    stretch: Stretch
    answers?: AnswerPlan
    more?: AnyDefinition[]
    storeOf?: (customer: Customer) => string
  },
): Promise<{ passages: Map<string, Passage>; forecast: Forecast }> {
  const passages = new Map<string, Passage>()
  const { snapshot } = world.published
  const forecast = await simulate({
    journey: {
      definition: snapshot().registry.journey(journeyId),
      number: snapshot().headOf('journey', journeyId)?.number ?? 1,
    },
    inUse: inUseIn(world, more),
    stretch,
    answers,
    records: createSimulationReader(world.connection),
    settings: {
      publicUrl: 'https://k.example',
      smsGateway: 'aliyun',
      smsSignature: '客旅',
      miniprogramAppId: appId,
      limits: { spreadMs: 0 },
    },
    staff: [],
    unseal: world.unseal,
    storeOf,
    seen({ memory }, standing) {
      for (const run of memory.runs.values())
        if (!standing.has(run._id)) passages.set(run._id, passageOf(run, [...memory.touches.values()]))
    },
  })
  return { passages, forecast }
}
