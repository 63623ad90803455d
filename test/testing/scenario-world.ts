import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { aJourneyWorld } from '../../domain/journeys/testing/world.ts'
import type { JourneyDefinition } from '../../domain/language/journey.ts'
import { loadDefinitions } from '../../domain/language/load.ts'
import { createRegistry } from '../../domain/language/registry.ts'
import { waysOf } from '../../domain/language/step.ts'
import { atMinuteOfDay, localTime } from '../../domain/local-time.ts'
import type { Customer } from '../../models/customer.ts'
import type { Run } from '../../models/run.ts'

const templates = fileURLToPath(new URL('../../templates', import.meta.url))
/** When segments that change by time are looked at each day, as the job does. */
const dailyMinute = 4 * 60

export type Scenario = Awaited<ReturnType<typeof aScenario>>

/**
 * One journey as it ships, with others `beside` it, the segments and messages it ships with, on real customers, outreach and store: a whole story
 * in a few seconds. What needs the edges and the platforms is in `test/stages`.
 */
export async function aScenario(journeyId: string, ...beside: string[]) {
  const { definitions } = await loadDefinitions(templates, new Date())
  const registry = createRegistry(definitions)
  const journey = registry.journey(journeyId)
  const world = await aJourneyWorld({ segments: [...registry.segments] })
  for (const message of registry.messages) world.say(message)
  await world.publishText(await readFile(join(templates, 'calendar/china.yaml'), 'utf8'))
  for (const one of [journey, ...beside.map(registry.journey)]) await world.publishDefinition(one)
  const start = world.clock.now()

  /** Only time brings people into a segment, or to a date. */
  const isScanned = ['segment', 'date'].includes(journey.entry.kind)
  const nextDaily = (after: Date): Date => {
    const today = atMinuteOfDay(localTime(after), dailyMinute).toJSDate()
    return today > after ? today : atMinuteOfDay(localTime(after).plus({ days: 1 }), dailyMinute).toJSDate()
  }

  /** People who are due at one moment do not wait for each other, as in production. */
  async function workTogether(): Promise<void> {
    for (let turn = 0; turn < 50; turn += 1) {
      const due = await world.journeys.dueSteps(world.clock.now())
      if (due.length === 0) return
      await together(due, world.journeys.advanceDue)
    }
    throw new Error('work does not come to an end')
  }

  async function doWhatIsDue(): Promise<void> {
    await world.journeys.startScheduled()
    await workTogether()
  }

  /** Lets time pass up to then, stopping at everything that falls due on the way. */
  async function moveTo(time: Date): Promise<void> {
    await doWhatIsDue()
    for (let daily = isScanned ? nextDaily(world.clock.now()) : time; ; ) {
      const next = (await world.journeys.nextDueAt()) ?? time
      const stop = new Date(Math.min(time.getTime(), next.getTime(), daily.getTime()))
      if (stop > world.clock.now()) world.clock.set(stop)
      if (isScanned && stop.getTime() === daily.getTime()) {
        await world.journeys.scanTimeRules()
        daily = nextDaily(stop)
      }
      await doWhatIsDue()
      if (stop.getTime() === time.getTime()) return
    }
  }

  const runsOf = async (customer: Customer): Promise<Run[]> =>
    (await world.allRuns())
      .filter((run) => run.customerId === customer._id && run.journeyId === journeyId)
      .sort((a, b) => a.startedAt.getTime() - b.startedAt.getTime())

  return {
    ...world,
    journey,
    moveTo,
    pass: (ms: number) => moveTo(new Date(world.clock.now().getTime() + ms)),
    /** Day 0 is today. */
    at(day: number, time: string): Date {
      const [hour = 0, minute = 0] = time.split(':').map(Number)
      return atMinuteOfDay(localTime(start).plus({ days: day }), hour * 60 + minute).toJSDate()
    },
    runsOf,
    /** Steps the customer has been at, in order, and how the run ended. */
    async wayOf(customer: Customer): Promise<string[]> {
      const [run] = await runsOf(customer)
      return run === undefined ? [] : [...Object.keys(run.visits), run.endReason ?? 'active']
    },
    /** What reached the customer, oldest first: the message, and when. */
    async receivedBy(customer: Customer): Promise<{ message: string; at: Date }[]> {
      const sent = world
        .eventsNamed('message.sent')
        .filter(({ customerId }) => customerId === customer._id)
        .map(({ props, at }) => ({ message: String(props.messageId), at }))
      return sent.sort((a, b) => a.at.getTime() - b.at.getTime())
    },
    tagsOf: async (customer: Customer) =>
      (await world.customers.find(customer._id))?.tags.map(({ name }) => name) ?? [],
    tasksOf: (customer: Customer) => world.tasks.filter(({ customerId }) => customerId === customer._id),
    couponsOf: (customer: Customer) =>
      world.granted.filter(({ cause }) => cause.includes(customer._id)).map(({ batchId }) => batchId),
    /** Every way out of every step, as `step → step`. */
    allWays: waysIn(journey),
    /** Those somebody took. */
    walkedWays: async () => {
      const runs = (await world.allRuns()).filter((run) => run.journeyId === journeyId)
      return new Set(runs.flatMap(waysTaken))
    },
  }
}

function waysIn({ steps }: JourneyDefinition): Set<string> {
  return new Set(Object.entries(steps).flatMap(([id, step]) => waysOf(step).map(({ to }) => `${id} → ${to}`)))
}

/** Does what concerns several people at once, as they would: each in their own order, none waiting for the others. */
export async function together<T>(all: readonly T[], one: (each: T) => Promise<unknown>): Promise<void> {
  await Promise.all(all.map(one))
}

/** Shipped journeys turn to no step twice: the order of first visits is the way. An exit is no way of the step it met somebody at. */
function waysTaken({ visits, endReason }: Run): string[] {
  const steps = Object.keys(visits)
  const among = steps.slice(1).map((to, at) => `${steps[at]} → ${to}`)
  return endReason === 'completed' ? [...among, `${steps.at(-1)} → end`] : among
}
