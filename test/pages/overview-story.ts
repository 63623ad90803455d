import { createRoller } from '../../domain/insights/rollups/roller.ts'
import { figureWorld } from '../../domain/insights/rollups/testing/world.ts'
import type { Connection } from '../../models/connect.ts'
import { createRetailStoreStore } from '../../models/retail-stores.ts'
import type { Task } from '../../models/tasks.ts'
import { aRun } from '../testing/a-run.ts'
import { aTouch } from '../testing/a-touch.ts'

const dayMs = 86_400_000
const minuteMs = 60_000

/** What somebody does over the days before, as the rule says what each figure counts. */
export interface Told {
  /** Whom each figure counts, by its words on the page; somebody counted twice stands there twice. */
  people: Record<string, string[]>
  /** Of those of 门店 S1 alone. */
  ofS1: Record<string, string[]>
  /** Of those who were high-value members (a 人群包) when it began: of S1, and of all. */
  ofHighValue: { S1: Record<string, string[]>; all: Record<string, string[]> }
}

const flows = ['lead-nurture', 'wake-sleeping-members'] as const
export const flowNames: Record<(typeof flows)[number], string> = {
  'lead-nurture': '潜在用户引流',
  'wake-sleeping-members': '沉睡会员唤醒',
}

/**
 * 70 people of two 门店 over the last days, and whom each figure of 总览 counts: written down while the records are made, by no code of the
 * figures. Beside them a test account, and what was before the days that are looked at.
 */
export async function overviewStory(connection: Connection, now: Date): Promise<Told> {
  // The product counts beside it, by the time of the store; how old an hour is goes by the clock of the story.
  const world = figureWorld(connection, new Date(Date.now() + dayMs))
  const told: Told = { people: {}, ofS1: {}, ofHighValue: { S1: {}, all: {} } }
  const storeOf = (n: number) => (n % 3 === 0 ? 'S1' : 'S2')
  const idOf = (n: number) => `person-${n}`
  const isHighValue = (n: number) => n % 4 === 1
  /** In two at once, in one, or of a release that kept none. */
  const segmentsOf = (n: number) =>
    isHighValue(n)
      ? { segments: ['high-value-members', 'sleeping-members'] }
      : n % 4 === 2
        ? { segments: ['sleeping-members'] }
        : {}
  function counts(figure: string, n: number): void {
    const { people, ofS1, ofHighValue } = told
    const isOfS1 = storeOf(n) === 'S1'
    const lists = [
      people,
      ...(isOfS1 ? [ofS1] : []),
      ...(isHighValue(n) ? [ofHighValue.all, ...(isOfS1 ? [ofHighValue.S1] : [])] : []),
    ]
    for (const list of lists) list[figure] = [...(list[figure] ?? []), idOf(n)]
  }
  const ago = (days: number, minutes = 0) => new Date(now.getTime() - days * dayMs + minutes * minuteMs)

  const stores = createRetailStoreStore(connection)
  await stores.save({ _id: 'S1', name: '西湖店', department: 'd1', region: '华东' } as never)
  await stores.save({ _id: 'S2', name: '天河店', department: 'd2', region: '华南' } as never)
  await world.customers.insertMany(
    Array.from({ length: 72 }, (_, n) => ({
      ...{ _id: idOf(n), homeStore: storeOf(n), isTest: n === 71, identityKeys: [`unionid:o-${n}`] },
      ...{ profile: { nickname: `客户${n}` }, tags: [], traits: {}, consents: {}, rev: 1 },
      ...{ createdAt: ago(90), updatedAt: ago(90) },
    })),
  )

  for (let n = 0; n < 70; n += 1) {
    const flow = n < 40 ? flows[0] : flows[1]
    const isOver = n < 50
    const isThrough = isOver && n % 5 !== 0
    const isMet = n % 7 === 0
    await world.runs.insertMany([
      aRun(`run-${n}`, ago(4, n), {
        ...{ customerId: idOf(n), journeyId: flow, versionId: `${flow}@1`, ...segmentsOf(n) },
        ...{ state: isOver ? 'ended' : 'active', dueAt: isOver ? undefined : ago(-300) },
        ...(isOver && { endedAt: ago(3, n), endReason: isThrough ? 'completed' : 'exit:order.paid' }),
        ...(isMet && { goalMetAt: ago(2, n), goalValueFen: 10_000 }),
      }),
    ])
    counts('entered', n)
    counts(`${flow} entered`, n)
    if (isOver) counts(isThrough ? 'through' : 'notThrough', n)
    if (isMet) {
      counts('goals', n)
      counts(`${flow} goals`, n)
    }
    if (flow === 'lead-nurture') counts('mql', n)
  }

  /** A message of a flow: what became of it, and why. */
  async function message(
    n: number,
    channel: 'sms' | 'email' | 'wecom',
    how: { reason?: string; state?: 'skipped' | 'failed'; putOff?: string; isTwice?: boolean } = {},
  ): Promise<string> {
    const _id = `touch-${n}-${channel}-${how.reason ?? how.putOff ?? ''}`
    const { reason = 'sent', state, putOff, isTwice } = how
    const at = ago(3, n)
    const decided = { at, gate: 'g', reason, final: true }
    await world.touches.insert(
      aTouch(_id, at, {
        ...{ customerId: idOf(n), channel, journeyId: flows[0], versionId: `${flows[0]}@1` },
        ...segmentsOf(n),
        createdAt: new Date(at.getTime() - (n % 2 === 0 ? 5_000 : 3_600_000)),
        ...(state && { state, sentAt: undefined }),
        decisions: [
          ...(putOff === undefined
            ? []
            : [{ at, gate: 'quietHours', verdict: 'defer' as const, reason: putOff }]),
          { ...decided, verdict: state === undefined ? 'sent' : state === 'failed' ? 'failed' : 'skip' },
        ],
        attempts: isTwice ? [{ ref: `${_id}#2`, channel, at, outcome: 'sent', possibleDuplicate: true }] : [],
      }),
    )
    if (state === undefined) counts('sent', n)
    return _id
  }
  for (let n = 0; n < 36; n += 1) {
    const putOff = n % 4 === 0 ? 'quietHours' : undefined
    await message(n, 'sms', { ...(putOff && { putOff }), isTwice: n === 9 })
    if (putOff) counts('putOff', n)
    if (n === 9) counts('twice', n)
  }
  for (let n = 36; n < 38; n += 1) {
    await message(n, 'sms', { state: 'failed', reason: 'unreachable' })
    counts('smsFailed', n)
  }
  const held = { dayCapFull: 'tooOften', doNotDisturb: 'unwanted', 'excluded:员工': 'wrongFlow' }
  for (const [reason, figure] of Object.entries(held)) {
    for (let n = 10; n < 14; n += 1) {
      await message(n, 'wecom', { state: 'skipped', reason })
      counts(figure, n)
    }
  }
  // No risk at all: there was no way to reach them.
  await message(20, 'wecom', { state: 'skipped', reason: 'noIdentity' })

  async function event(name: string, n: number, touchId: string, channel: string): Promise<void> {
    const at = ago(2, n)
    const props = { touchId, messageId: 'm', channel, journeyId: flows[0], stepId: 's' }
    const record = {
      _id: `${name}-${n}`,
      customerId: idOf(n),
      name,
      at,
      receivedAt: now,
      props,
      source: 'test',
    }
    await world.events.insert([record], { ids: new Set(), since: at })
  }
  for (let n = 0; n < 8; n += 1) {
    const mail = await message(n, 'email')
    if (n < 3) {
      await event('message.opened', n, mail, 'email')
      counts('emailOpened', n)
    }
    if (n < 2) {
      await event('message.clicked', n, mail, 'email')
      counts('clicked', n)
    }
    if (n === 5) {
      await event('message.replied', n, mail, 'email')
      counts('replied', n)
    }
  }

  for (let n = 0; n < 33; n += 1) {
    const _id = `shop:order-${n}` as const
    const isReturned = n % 10 === 1
    await world.orders.change(
      _id,
      () =>
        ({
          ...{ _id, customerId: idOf(n), rev: 0 },
          payment: { event: `paid-${n}`, heardAt: now, at: ago(2, n), amountFen: 10_000, items: [] },
          ...(isReturned && { refunds: [{ id: `back-${n}`, fen: 10_000, heardAt: now }] }),
        }) as never,
    )
    if (isReturned) continue
    counts('orders', n)
    counts(`orders ${storeOf(n)}`, n)
  }
  // Before these days, and of the account that is a test: both count nowhere.
  for (const [n, days] of [
    [1, 45],
    [71, 2],
  ] as const) {
    const _id = `shop:elsewhere-${n}` as const
    await world.orders.change(
      _id,
      () =>
        ({
          ...{ _id, customerId: idOf(n), rev: 0 },
          payment: { event: _id, heardAt: now, at: ago(days), amountFen: 99_900, items: [] },
        }) as never,
    )
  }

  for (let n = 0; n < 12; n += 1) {
    const isDone = n < 7
    const result = n < 2 ? 'won' : n < 4 ? 'interested' : 'notReached'
    await world.tasks.insert({
      ...{
        _id: `task-${n}`,
        customerId: idOf(n),
        code: `code-${n}`,
        title: '跟进',
        reasons: [],
        acceptMs: 1,
      },
      ...{ state: isDone ? 'done' : 'offered', notConnected: false, offeredTo: [], notices: [], log: [] },
      ...{ createdAt: ago(3, n), rev: 0, isTest: false },
      ...(isDone && { doneAt: ago(2, n), result }),
    } as unknown as Task)
    counts('tasksMade', n)
    if (isDone) counts('tasksDone', n)
    if (isDone && result !== 'notReached') counts('sql', n)
  }
  await world.settle(createRoller({ ...world.parts, clock: { now: () => now } }))
  return told
}
