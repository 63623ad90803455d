import { anExplainedWorld, type ExplainedWorld } from '../../domain/explanations/testing/world.ts'
import { aSegment } from '../../domain/journeys/testing/definitions.ts'
import { aMessage, email, sms } from '../../domain/outreach/testing/messages.ts'
import type { Customer } from '../../models/customer.ts'
import type { Touch } from '../../models/touch.ts'
import type { Case } from './life.ts'
import { looksAt } from './occasions.ts'
import { dailyLook, inOrder, type Lived, shown, spelledOut, type Times, type Told } from './read.ts'
import { usedUp } from './steps.ts'
import type { Explained, Passage } from './walk.ts'
import { dayMs } from './words.ts'
import type { Somebody, Trait } from './written.ts'

/** What the product told of everybody, in their order, and under which ids. */
export interface Walked extends Times {
  people: { id: string; told: Told }[]
  touches: Touch[]
}

/** Lets people live through a journey in the real engine: the product's planner, runner and outreach on a real store. */
export async function walkThrough(one: Case, people: readonly Somebody[], days: number): Promise<Walked> {
  let made = 0
  const world = await anExplainedWorld({
    segments: one.segments.map((segment) => aSegment(segment)),
    ids: { customer: () => `c_${++made}` },
  })
  try {
    for (const { message: id, purpose, prefer } of one.messages) {
      world.say(aMessage({ id, purpose, prefer, content: { ...sms(), ...email() } }))
    }
    world.batches.usedUp.add(usedUp)
    const customers: Customer[] = []
    for (const somebody of people) customers.push(await born(world, somebody))
    await Promise.all(customers.map(({ _id }, n) => grow(world, _id, people[n] as Somebody)))
    await world.journeys.scanTimeRules()
    await world.publish(one.journey)
    const begun = world.clock.now()
    const until = new Date(begun.getTime() + days * dayMs)
    const agenda = people
      .flatMap((somebody, n) =>
        spelledOut(somebody.life, { begun, id: customers[n]!._id, journey: one.journey.journey }).map(
          (lived) => ({
            customer: customers[n] as Customer,
            lived,
          }),
        ),
      )
      .sort((a, b) => a.lived.at.getTime() - b.lived.at.getTime())
    const paths = await liveThrough(world, { agenda, journey: one.journey.journey, begun, until })
    world.clock.set(until)
    return {
      begun,
      until,
      people: await tell(world, customers, paths, one.journey.journey),
      touches: await allTouches(world),
    }
  } finally {
    await world.drop()
  }
}

/** One after the other, so that ids are the same in every run. */
function born(
  world: ExplainedWorld,
  { phone, email, timeZone, granted, refused }: Somebody,
): Promise<Customer> {
  return world.aCustomer({
    ...(phone ? {} : { phone: null }),
    ...(email && { email: 'somebody@example.com' }),
    ...(timeZone !== undefined && { timeZone }),
    granted,
    refused,
  })
}

const grow = (world: ExplainedWorld, id: string, { tags, traits }: Somebody) =>
  world.customers.change(id, { addTags: tags.map(manual), setTraits: plain(traits) }, 'born')

const plain = (traits: Somebody['traits']) =>
  Object.fromEntries(
    Object.entries(traits).filter((one): one is [string, Exclude<Trait, undefined>] => one[1] !== undefined),
  )
const manual = (name: string) => ({ name, kind: 'manual' as const })

async function liveThrough(
  world: ExplainedWorld,
  given: Times & { agenda: { customer: Customer; lived: Lived }[]; journey: string },
): Promise<Map<string, string[]>> {
  const { begun, until } = given
  const looks = looksAt(dailyLook, begun, until)
  let agenda = [...given.agenda]
  const paths = new Map<string, string[]>()
  for (;;) {
    const now = world.clock.now()
    const times = [agenda[0]?.lived.at, looks[0], (await world.journeys.nextDueAt()) ?? undefined]
    const next = new Date(Math.min(...times.map((at) => at?.getTime() ?? Number.POSITIVE_INFINITY)))
    if (!(next <= until)) return paths
    if (next <= now) throw new Error(`something is due and not done at ${now.toISOString()}`)
    world.clock.set(next)
    const doings = agenda.filter(({ lived }) => lived.at <= next)
    agenda = agenda.slice(doings.length)
    await Promise.all(
      [...new Set(doings.map(({ customer }) => customer))].map(async (one) => {
        for (const { customer, lived } of doings) {
          if (customer === one) await live(world, one, lived, given.journey)
        }
      }),
    )
    if (looks[0] && looks[0] <= next) {
      looks.shift()
      await world.journeys.scanTimeRules()
    }
    await world.journeys.startScheduled()
    await world.work()
    await follow(world, paths, next)
  }
}

async function live(world: ExplainedWorld, customer: Customer, lived: Lived, journey: string): Promise<void> {
  if ('event' in lived) {
    const { name, props, at } = lived.event
    await world.does(customer, name, props, { at, id: lived.id })
  } else if ('change' in lived) {
    const { add = [], remove = [], traits = {} } = lived.change
    await world.customers.change(
      customer._id,
      { addTags: add.map(manual), removeTags: remove, setTraits: plain(traits) },
      lived.id,
    )
  } else await world.journeys.enter(journey, customer._id, lived.id)
}

/** Notes where everybody has come to since the last look. */
async function follow(world: ExplainedWorld, paths: Map<string, string[]>, now: Date): Promise<void> {
  for (const { _id, visits } of await world.allRuns()) {
    const path = paths.get(_id) ?? []
    for (const [step, times] of Object.entries(visits)) {
      const known = path.filter((line) => line.endsWith(` ${step}`)).length
      for (let n = known; n < times; n += 1) path.push(`${now.toISOString()} ${step}`)
    }
    paths.set(_id, path)
  }
}

const allTouches = (world: ExplainedWorld): Promise<Touch[]> =>
  world.connection.collection<Touch>('touches').find({}).toArray()

async function tell(
  world: ExplainedWorld,
  customers: readonly Customer[],
  paths: ReadonlyMap<string, string[]>,
  journey: string,
): Promise<Walked['people']> {
  const [runs, touches] = [await world.allRuns(), await allTouches(world)]
  const given = [
    ...world.granted.map(({ cause, batchId }) => `${cause} ${batchId}`),
    ...world.tasks.map(({ taskId }) => taskId),
  ]
  return Promise.all(
    customers.map(async ({ _id: id }) => {
      const passages = runs
        .filter(({ customerId }) => customerId === id)
        .map((run): [string, Passage] => {
          const own = (key: string) => key.startsWith(`${run._id}:`)
          const visit = (key: string) => key.slice(run._id.length + 1)
          const record: Passage = {
            path: paths.get(run._id) ?? [],
            sends: Object.fromEntries(
              touches
                .filter(({ _id }) => own(_id))
                .flatMap((touch) => fateOf(touch).map((fate) => [visit(touch._id), fate])),
            ),
            given: given.filter(own).map(visit),
          }
          if (run.endedAt) record.end = `${run.endedAt.toISOString()} ${run.endReason}`
          if (run.goalMetAt) record.goal = `${run.goalMetAt.toISOString()} ${run.goalValueFen ?? '-'}`
          return [run._id, inOrder(record)]
        })
      const customer = (await world.customers.find(id)) as Customer
      return {
        id,
        told: {
          passages: Object.fromEntries(passages),
          tags: customer.tags.map(({ name }) => name).sort(),
          segments: [...customer.segments].sort(),
          traits: shown(customer.traits),
          explained: await explain(world, customer, journey),
        },
      }
    }),
  )
}

async function explain(world: ExplainedWorld, customer: Customer, journey: string): Promise<Explained> {
  const { verdict, entry, heldOut, runs } = await world.explanations.journey(customer, journey)
  const when = entry.find(({ what }) => what === 'when')
  return {
    verdict,
    ...(when !== undefined && { when: when.ok }),
    heldOut,
    stands: Object.fromEntries(
      runs.map(({ id, step, next, ended }) => {
        const then =
          ended === null ? `till ${next?.at?.toISOString()}` : `${ended.at.toISOString()} ${ended.reason}`
        return [id, `${step.id}:${step.visit} ${then}`]
      }),
    ),
  }
}

function fateOf({ sentAt, decisions }: Touch): string[] {
  if (sentAt) return [`sent ${sentAt.toISOString()}`]
  return decisions.filter(({ final }) => final).map(({ reason }) => reason)
}
