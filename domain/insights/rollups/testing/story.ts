import type { EventRecord } from '../../../../models/events.ts'
import type { Order } from '../../../../models/orders.ts'
import type { Run } from '../../../../models/run.ts'
import type { Task } from '../../../../models/tasks.ts'
import type { Decision, Touch } from '../../../../models/touch.ts'
import { aRun } from '../../../../test/testing/a-run.ts'
import { aTouch } from '../../../../test/testing/a-touch.ts'
import type { Dice } from './dice.ts'
import type { FigureWorld } from './world.ts'

const hourMs = 3_600_000

interface Person {
  homeStore?: string | undefined
  isTest: boolean
  profile: { region?: string | undefined; sourceChannel?: string | undefined }
}

/** As an update sets it. */
const flat = ({ profile, ...rest }: Partial<Person>) => ({ ...rest, ...(profile && { profile }) })

/** Who has what, so that a story can go on with it. */
interface Cast {
  people: string[]
  runs: string[]
  touches: string[]
  orders: `shop:${string}`[]
  tasks: string[]
  merged: Set<string>
}

/**
 * Things that happen to customers, drawn by dice and written through the stores as the product writes them: much of it late, some of
 * it taken back, moved, merged or of test accounts. Stories of
 * different names have nobody in common, so that each goes its way by its own dice while others are told.
 */
export function createStory(
  world: FigureWorld,
  dice: Dice,
  {
    spanMs,
    people,
    crowd = 3,
    name = '',
  }: {
    /** How far back from now moments lie. */
    spanMs: number
    people: number
    /** How many runs or signals at most come in one write. */
    crowd?: number
    name?: string
  },
) {
  const cast: Cast = { people: [], runs: [], touches: [], orders: [], tasks: [], merged: new Set() }
  let n = 0
  let records = 0
  const id = (kind: string) => `${kind}${name}${String(n++).padStart(7, '0')}`
  const moment = () => new Date(world.now().getTime() - dice.roll(spanMs))
  const somebody = () => dice.oneOf(cast.people)
  const soonAfter = (at: Date) =>
    new Date(Math.min(at.getTime() + dice.roll(6 * hourMs), world.now().getTime()))
  /** Live segments they are in, if any: of the first releases nobody's are kept. */
  const segments = () => {
    const own = dice.oneOf([undefined, ['vip'], ['new'], ['vip', 'new']])
    return own === undefined ? {} : { segments: own }
  }
  const mark = () => (dice.chance(0.05) ? { isTest: true as const } : {})

  async function populate(): Promise<void> {
    const documents = Array.from({ length: people }, () => {
      const _id = id('c')
      cast.people.push(_id)
      return {
        _id,
        isTest: dice.chance(0.05),
        mergedFrom: [],
        outbox: [],
        homeStore: dice.oneOf(['s1', 's2', undefined]),
        profile: {
          region: dice.oneOf(['华东', '华北', undefined]),
          sourceChannel: dice.oneOf(['扫码', undefined]),
        },
      }
    })
    await world.customers.insertMany(documents)
  }

  async function run(): Promise<void> {
    const flow = dice.oneOf(['welcome', 'care'])
    const begun = Array.from({ length: 1 + dice.roll(crowd) }, (): Run => {
      const at = moment()
      return aRun(id('r'), at, {
        customerId: somebody(),
        journeyId: flow,
        versionId: `${flow}@1`,
        holdout: dice.chance(0.1),
        ...{ ...segments(), ...mark() },
      })
    })
    await world.runs.insertMany(begun)
    records += begun.length
    cast.runs.push(...begun.map(({ _id }) => _id))
  }

  async function runGoesOn(): Promise<void> {
    const found = await world.runs.find(dice.oneOf(cast.runs))
    if (found === null) return
    const at = soonAfter(found.startedAt)
    switch (dice.roll(5)) {
      case 0: {
        const moved = { ...found, arms: { split: dice.oneOf(['A', 'B']) }, stepId: dice.oneOf(['s', 't']) }
        if (found.state === 'ended') return
        const as = dice.chance(0.5)
          ? ({ kind: 'rest', dueAt: at } as const)
          : ({ kind: 'end', reason: 'completed', at } as const)
        await world.runs.write([{ run: moved, before: found, as }], 'w')
        return
      }
      case 1:
        await world.runs.end(found._id, dice.oneOf(['order.paid', 'journeyEnded']), at, 'w')
        return
      case 2:
        await world.runs.countGoal(found._id, { at, valueFen: dice.roll(10_000), order: 'shop:x' })
        return
      case 3:
        if (dice.chance(0.5)) await world.runs.dropGoal(found._id, 'shop:x')
        else
          await world.runs.replaceGoal(found._id, 'shop:x', {
            at: moment(),
            valueFen: dice.roll(10_000),
            order: 'shop:x',
          })
        return
      default:
        await world.steered.move(
          [
            {
              run: found,
              to: { versionId: `${found.journeyId}@2`, stepId: 's', visit: 1, visits: {} } as never,
            },
          ],
          'w',
        )
    }
  }

  const decision = (at: Date, verdict: Decision['verdict'], reason: string, final = true): Decision => ({
    ...{ at, gate: 'provider', verdict, reason },
    ...(final && { final }),
  })

  async function touch(): Promise<void> {
    const at = moment()
    const _id = id('t')
    const flow = dice.oneOf(['welcome', 'care'])
    await world.touches.insert(
      aTouch(_id, at, {
        customerId: somebody(),
        state: 'planned',
        sentAt: undefined,
        decisions: [],
        journeyId: flow,
        versionId: `${flow}@${1 + dice.roll(2)}`,
        stepId: dice.oneOf(['s', 't']),
        messageId: dice.oneOf(['m1', 'm2']),
        channel: dice.oneOf(['sms', 'email', 'wecom'] as const),
        ...(dice.chance(0.1) && { plan: { holdout: true } }),
        ...(dice.chance(0.3) && { arms: { split: dice.oneOf(['A', 'B']) } }),
        ...segments(),
        isTest: dice.chance(0.05),
      }),
    )
    cast.touches.push(_id)
    records += 1
  }

  async function touchGoesOn(): Promise<void> {
    const found = await world.touches.find(dice.oneOf(cast.touches))
    if (found === null) return
    const at = soonAfter(found.createdAt)
    const segments = found.channel === 'sms' ? { segments: 1 + dice.roll(3) } : {}
    const attempt = { ref: `${found._id}#1`, channel: found.channel ?? 'sms', at, ...segments } as const
    switch (dice.roll(7)) {
      case 0:
        await world.touches.advance(found, {
          state: 'sent',
          sentAt: at,
          attempts: [
            ...found.attempts,
            { ...attempt, outcome: 'sent', ...(dice.chance(0.1) && { possibleDuplicate: true }) },
          ],
          decisions: [
            ...found.decisions,
            ...(dice.chance(0.3)
              ? [decision(at, 'defer', dice.oneOf(['quietHours', 'dayCapFull']), false)]
              : []),
            decision(at, 'sent', 'sent'),
          ],
        })
        return
      case 1:
        await world.touches.advance(found, {
          state: dice.oneOf(['skipped', 'expired'] as const),
          sentAt: null,
          decisions: [...found.decisions, decision(at, 'skip', dice.oneOf(['dayCap', 'consent']))],
        })
        return
      case 2:
        await world.touches.advance(found, {
          state: 'failed',
          sentAt: null,
          attempts: found.attempts.map((one) => ({ ...one, outcome: 'refused' as const })),
          decisions: [...found.decisions, decision(at, 'failed', 'content')],
        })
        return
      // A failed receipt opens it again.
      case 3:
        await world.touches.advance(found, {
          state: 'planned',
          sentAt: null,
          decisions: [
            ...found.decisions.map(({ final: _, ...kept }) => kept),
            decision(at, 'fallback', 'bad', false),
          ],
        })
        return
      case 4:
        await world.touches.countMachineOpen(found._id)
        return
      case 5:
        await world.touches.advance(found, { opens: (found.opens ?? 0) + 1, signals: ['x'] })
        return
      default:
        await insert([signalOf(found)])
    }
  }

  const event = (name: string, props: Record<string, unknown>): EventRecord => ({
    ...{ _id: id('e'), customerId: somebody(), name, at: moment(), receivedAt: world.now() },
    ...{ props, source: 'test' },
  })
  const signalOf = (touch: Pick<Touch, '_id' | 'messageId' | 'channel' | 'journeyId' | 'stepId'>) =>
    event(dice.oneOf(['message.opened', 'message.clicked', 'message.replied', 'popup.clicked']), {
      ...{ touchId: touch._id, messageId: touch.messageId, channel: touch.channel },
      ...{ journeyId: touch.journeyId, stepId: touch.stepId },
    })

  async function insert(told: EventRecord[]): Promise<void> {
    await world.events.insert(told, { ids: new Set(), since: world.now() })
    records += told.length
  }

  async function signals(): Promise<void> {
    const touches = Array.from({ length: 1 + dice.roll(crowd) }, () => dice.oneOf(cast.touches))
    const found = new Map((await world.touches.findMany(touches)).map((one) => [one._id, one]))
    await insert(touches.flatMap((_id) => found.get(_id) ?? []).map(signalOf))
  }

  async function order(): Promise<void> {
    const _id = `shop:${id('o')}` as const
    const customerId = somebody()
    const at = moment()
    cast.orders.push(_id)
    records += 1
    await world.orders.change(_id, () => ({
      ...({ _id, customerId, rev: 0 } as Order),
      payment: {
        ...{ event: id('e'), heardAt: world.now(), at, amountFen: 100 + dice.roll(9_900), items: [] },
        ...(dice.chance(0.5) && { storeId: dice.oneOf(['s1', 's9']) }),
      },
    }))
  }

  async function orderGoesOn(): Promise<void> {
    if (cast.orders.length === 0) return
    const payment = moment()
    await world.orders.change(dice.oneOf(cast.orders), (known) => {
      if (known?.payment === undefined) return null
      // Heard of anew: it was paid at another moment than was told first.
      if (dice.chance(0.2)) return { ...known, payment: { ...known.payment, at: payment } }
      const fen = dice.chance(0.3) ? known.payment.amountFen : 1 + dice.roll(50)
      const refunds = [...(known.refunds ?? []), { id: id('f'), fen, heardAt: world.now() }]
      return { ...known, refunds }
    })
  }

  async function task(): Promise<void> {
    const _id = id('k')
    cast.tasks.push(_id)
    records += 1
    await world.tasks.insert({
      ...{ _id, customerId: somebody(), code: _id, state: dice.oneOf(['planned', 'offered']), title: 't' },
      ...{ reasons: [], acceptMs: 1, notConnected: false, offeredTo: [], notices: [], log: [] },
      ...{ createdAt: moment(), rev: 0, ...mark() },
    } as Task)
  }

  async function taskGoesOn(): Promise<void> {
    const found = cast.tasks.length === 0 ? null : await world.tasks.find(dice.oneOf(cast.tasks))
    if (found === null) return
    switch (dice.roll(4)) {
      case 0:
        await world.tasks.replace({ ...found, state: 'offered', assignee: 'a' })
        return
      case 1:
        await world.tasks.replace({ ...found, state: 'accepted', assignee: 'a' })
        return insert([event('task.accepted', { taskId: found._id, staff: 'a' })])
      case 2:
        await world.tasks.replace({ ...found, state: 'joined', dueAt: undefined })
        return
      default:
        await world.tasks.replace({
          ...{ ...found, state: 'done', doneAt: soonAfter(found.createdAt) },
          result: dice.oneOf(['won', 'other'] as const),
        })
    }
  }

  /** As the product does it: the customer first, with what is to be told in the outbox, and later told. */
  async function change(
    _id: string,
    to: Partial<Person>,
    told: { name: string; props: Record<string, unknown> },
  ) {
    const event: EventRecord = {
      ...{ _id: id('e'), customerId: _id, at: world.now(), receivedAt: world.now(), source: 'kelu' },
      seq: n,
      ...told,
    }
    await world.customers.updateOne({ _id }, { $set: { ...flat(to), outbox: [event] } })
    await insert([event])
    await world.customers.updateOne({ _id }, { $set: { outbox: [] } })
  }
  const personOf = async (_id: string) => (await world.customers.findOne({ _id })) as unknown as Person

  async function personChanges(): Promise<void> {
    const _id = somebody()
    if (cast.merged.has(_id)) return
    const { homeStore, isTest, profile } = await personOf(_id)
    const { region } = profile
    const said = (field: string, old: unknown, next: unknown) => ({
      name: 'customer.profile_changed',
      props: { field, old: old ?? null, new: next },
    })
    const [store, place] = [dice.oneOf(['s1', 's2', 's3']), dice.oneOf(['华东', '华南'])]
    if (dice.chance(0.1)) await change(_id, { isTest: !isTest }, said('isTest', isTest, !isTest))
    else if (dice.chance(0.5)) await change(_id, { homeStore: store }, said('homeStore', homeStore, store))
    else await change(_id, { profile: { ...profile, region: place } }, said('region', region, place))
  }

  /** Whoever takes over gets the store of the other where they have none, and is no test account where one of them is real. */
  async function twoBecomeOne(): Promise<void> {
    const [survivor, loser] = [somebody(), somebody()]
    if (survivor === loser || cast.merged.has(survivor) || cast.merged.has(loser)) return
    cast.merged.add(loser)
    await world.customers.updateOne({ _id: loser }, { $set: { mergedInto: survivor } })
    const [ours, theirs] = [await personOf(survivor), await personOf(loser)]
    const to = { homeStore: ours.homeStore ?? theirs.homeStore, isTest: ours.isTest && theirs.isTest }
    const changes = (['homeStore', 'isTest'] as const)
      .filter((field) => (ours[field] ?? null) !== (to[field] ?? null))
      .map((field) => ({ name: 'customer.profile_changed', field, old: ours[field] ?? null, new: to[field] }))
    await change(survivor, to, { name: 'customer.merged', props: { from: loser, changes } })
  }

  const everything: (() => Promise<void>)[] = [
    ...[run, run, runGoesOn, runGoesOn, runGoesOn, touch, touch, touchGoesOn, touchGoesOn, touchGoesOn],
    ...[signals, signals],
    ...[
      touchGoesOn,
      touchGoesOn,
      order,
      orderGoesOn,
      orderGoesOn,
      task,
      taskGoesOn,
      taskGoesOn,
      personChanges,
    ],
  ]

  return {
    populate,
    cast,
    /** How many records it has made. */
    records: () => records,
    /** The next thing that happens. */
    async next(): Promise<void> {
      // Rare, and nothing of theirs is undone by it.
      if (dice.chance(0.005)) return twoBecomeOne()
      if (cast.runs.length === 0) await run()
      if (cast.touches.length === 0) await touch()
      await dice.oneOf(everything)()
    },
  }
}
