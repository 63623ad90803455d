import fc from 'fast-check'
import type { Awaited, Entry, Exit, Journey, Setting, Step } from '../written.ts'
import {
  eventName,
  isoAfter,
  length,
  live,
  maybe,
  rule,
  ruleInside,
  tags,
  whereInside,
  whereOf,
  written,
} from './rules.ts'

const entry: fc.Arbitrary<Entry> = fc
  .tuple(
    fc.oneof(
      {
        weight: 5,
        arbitrary: eventName.chain((event) =>
          written(fc.record({ event: fc.constant(event), where: whereOf(event) })),
        ),
      },
      { weight: 1, arbitrary: fc.constant({ event: 'order.paid', key: 'orderId' }) },
      { weight: 2, arbitrary: fc.constantFrom(...live).map((segment) => ({ segment })) },
      {
        weight: 2,
        arbitrary: written(
          fc.record({
            trait: fc.constant('due'),
            minus: maybe(length),
            at: maybe(fc.constantFrom('04:00', '10:00')),
          }),
        ),
      },
      {
        weight: 1,
        arbitrary: fc
          .constantFrom('03:30', undefined)
          .map((at) => ({ trait: 'birthday', yearly: true, ...(at && { at }) })),
      },
      {
        weight: 1,
        arbitrary: fc
          .constantFrom(
            { cron: '0 10 * * *' },
            { cron: '30 3 * * 3' },
            { cron: '0 4 8 * *' },
            { at: isoAfter(50) },
          )
          .map((schedule) => ({ schedule })),
      },
      { weight: 2, arbitrary: fc.constant({ api: true as const }) },
    ),
    fc.option(rule, { nil: undefined, freq: 1 }),
    fc.constantFrom('never', 'always', 'after 2 days', 'after 6 hours'),
  )
  .map(([trigger, when, again]): Entry => {
    const asked =
      'schedule' in trigger ? { when: when ?? { not: { tag: '丙' } } } : when === undefined ? {} : { when }
    return { ...trigger, ...asked, again } as Entry
  })

const exit: fc.Arbitrary<Exit> = fc.oneof(
  eventName.chain((event) => written(fc.record({ event: fc.constant(event), where: whereInside(event) }))),
  fc
    .tuple(fc.constantFrom(...live), fc.constantFrom('entered' as const, 'left' as const))
    .map(([segment, on]) => ({ segment, on })),
  fc.constantFrom(...tags).map((is): Exit => ({ event: 'customer.tag_added', where: { prop: 'tag', is } })),
)
const goal = fc.tuple(eventName, length).chain(([event, within]) =>
  written(
    fc.record({
      event: fc.constant(event),
      where: whereInside(event),
      within: fc.constant(within),
      value: fc.constantFrom(undefined, 'amountFen'),
    }),
  ),
)

/** Where ways lead; the journey turns them into steps. */
interface Draws {
  next(): string
  /** May lead back: there is some waiting before it. */
  anywhere(): string
}
type Draft = (draws: Draws) => Step

/** Only a long wait may lead back: short ones would turn for ever and show nothing new. */
const after = (length: string, { next, anywhere }: Draws): string =>
  length.endsWith('day') || length.endsWith('days') ? anywhere() : next()

const waiting = fc.oneof(
  {
    weight: 4,
    arbitrary: length.map(
      (wait): Draft =>
        (draws) => ({ wait, next: after(wait, draws) }),
    ),
  },
  {
    weight: 2,
    arbitrary: written(
      fc.record({ for: maybe(length), between: fc.constantFrom('10:00-20:00', '08:30-09:00') }),
    ).map(
      (wait): Draft =>
        ({ next }) => ({ wait, next: next() }),
    ),
  },
  {
    weight: 2,
    arbitrary: written(
      fc.record({
        until: fc.oneof(
          written(fc.record({ trait: fc.constant('due'), minus: maybe(length) })),
          fc.constantFrom(isoAfter(30), isoAfter(0), isoAfter(100.5)),
        ),
        between: maybe(fc.constantFrom('10:00-20:00')),
      }),
    ).map(
      (wait): Draft =>
        ({ next }) => ({ wait, next: next() }),
    ),
  },
)
const anEvent: fc.Arbitrary<Awaited> = eventName.chain((event) =>
  written(fc.record({ event: fc.constant(event), where: whereInside(event) })),
)
const aTag = fc
  .constantFrom(...tags)
  .map((is): Awaited => ({ event: 'customer.tag_added', where: { prop: 'tag', is } }))
const aSegment: fc.Arbitrary<Awaited> = fc.record({
  segment: fc.constantFrom(...live),
  on: fc.constantFrom('entered' as const, 'left' as const),
})
const awaited = fc.oneof(
  { weight: 5, arbitrary: anEvent },
  { weight: 1, arbitrary: aTag },
  { weight: 2, arbitrary: aSegment },
)
const judging = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(awaited, length).map(
      ([on, within]): Draft =>
        (draws) => ({ waitFor: { ...on, within }, yes: draws.next(), no: after(within, draws) }),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.array(awaited, { minLength: 2, maxLength: 3 }), length).map(
      ([all, within]): Draft =>
        (draws) => ({
          waitFor: { any: all.map((on) => ({ ...on, to: draws.next() })), within },
          no: after(within, draws),
        }),
    ),
  },
)
const sending = fc
  .tuple(
    written(
      fc.record({
        message: fc.constantFrom('notice', 'offer', 'offer'),
        channels: fc.constantFrom(undefined, undefined, ['sms'], ['sms', 'email']),
        whenCapped: fc.constantFrom(undefined, 'skip' as const, 'next day' as const),
      }),
    ),
    fc.boolean(),
  )
  .map(
    ([send, isTold]): Draft =>
      ({ next }) => ({ send, next: next(), ...(isTold && { notSent: next() }) }),
  )
const settings = fc.constantFrom<Record<string, Setting>>(
  { skin: '干性' },
  { skin: '油性', score: 2 },
  { skin: null },
  { score: { add: 1 } },
  { score: { add: -2 }, due: '2 days from now' },
  { due: 'now' },
  { skin: { entry: 'orderId' }, score: { entry: 'amountFen' } },
  { score: { answer: 'amountFen' } },
)
const changing = fc.oneof(
  fc.constantFrom({ add: ['甲'] }, { add: ['乙'] }, { remove: ['甲'] }, { add: ['乙'], remove: ['甲'] }).map(
    (tag): Draft =>
      ({ next }) => ({ tag, next: next() }),
  ),
  settings.map(
    (setTrait): Draft =>
      ({ next }) => ({ setTrait, next: next() }),
  ),
)
const coupon = fc
  .tuple(
    fc.oneof(
      fc.constantFrom('gift', 'gone').map((batch) => ({ batch })),
      fc
        .tuple(ruleInside, fc.constantFrom('gift', 'gone'), fc.constantFrom('gift', 'gone'))
        .map(([when, batch, otherwise]) => ({ batches: [{ when, batch }, { otherwise }] })),
    ),
    fc.boolean(),
  )
  .map(
    ([given, isTold]): Draft =>
      ({ next }) => ({ coupon: given, next: next(), ...(isTold && { usedUp: next() }) }),
  )
const deciding = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.array(ruleInside, { minLength: 1, maxLength: 2 }).map(
      (rules): Draft =>
        ({ next }) => ({ branch: [...rules.map((when) => ({ when, to: next() })), { otherwise: next() }] }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom([50, 50], [10, 20, 70]).map(
      (shares): Draft =>
        ({ next }) => ({ split: shares.map((share) => ({ share, to: next() })) }),
    ),
  },
)
const doing = fc.constantFrom<Draft>(
  ({ next }) => ({ task: { title: '回访' }, next: next() }),
  ({ next }) => ({ goal: '走到这里', next: next() }),
  () => ({ exit: { reason: '到此为止' } }),
)
const step = fc.oneof(
  { weight: 3, arbitrary: waiting },
  { weight: 4, arbitrary: judging },
  { weight: 6, arbitrary: sending },
  { weight: 2, arbitrary: changing },
  { weight: 3, arbitrary: deciding },
  { weight: 1, arbitrary: coupon },
  { weight: 1, arbitrary: doing },
)

/** Only steps that can be reached, each way to one that is there. */
const steps = fc
  .tuple(
    fc.array(step, { minLength: 1, maxLength: 9, size: 'max' }),
    fc.array(fc.nat({ max: 999 }), { minLength: 8, maxLength: 24 }),
  )
  .map(([drafts, draws]) => {
    let drawn = 0
    const draw = () => draws[drawn++ % draws.length] as number
    const name = (n: number) => (n < drafts.length ? `s${n}` : 'end')
    const all = drafts.map((draft, at) =>
      draft({
        next: () => name(at + 1 + (draw() % Math.min(3, drafts.length - at))),
        anywhere: () =>
          draw() % 6 === 0
            ? name(draw() % (at + 1))
            : name(at + 1 + (draw() % Math.min(3, drafts.length - at))),
      }),
    )
    return reachable(all)
  })

function reachable(all: Step[]): Record<string, Step> {
  const reached = new Set(['s0'])
  for (const id of reached) {
    for (const other of JSON.stringify(all[Number(id.slice(1))]).matchAll(/"(s\d+)"/g))
      reached.add(other[1] as string)
  }
  return Object.fromEntries(all.flatMap((one, n) => (reached.has(`s${n}`) ? [[`s${n}`, one]] : [])))
}

export const journey: fc.Arbitrary<Journey> = fc
  .record({
    entry,
    exit: fc.array(exit, { maxLength: 2 }),
    goal: maybe(goal),
    holdout: fc.constantFrom(0, 0, 0, 30),
    steps,
  })
  .map(({ goal, ...rest }) => ({
    journey: 'j',
    name: '随机旅程',
    ...rest,
    ...(goal !== undefined && { goal }),
  }))
  .filter((one) => !('key' in one.entry) || keepsToItself(one))

/** Passages of one person beside each other must not meet in what they do: nobody says which would be first. */
function keepsToItself({ steps }: Journey): boolean {
  return Object.values(steps).every(
    (one) => !('tag' in one || 'setTrait' in one || ('send' in one && one.send.message !== 'notice')),
  )
}
