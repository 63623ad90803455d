import { createHmac, randomBytes } from 'node:crypto'
import type { Callback, Sandbox } from '../contract.ts'
import { type Call, startReceiver, type Taken } from '../webhooks/receiver.ts'
import type { Deed } from './conductor.ts'
import type { MovedClock } from './moved-clock.ts'
import type { PageClient } from './page-client.ts'
import type { Moment } from './role.ts'
import { type Scene, scene } from './scene.ts'
import { offersOf, type Tryer } from './trial.ts'

/** Another system of the company that is told what happens: joins in the fifth week, and is down while the new product comes out. */
export const dataHub = {
  id: 'data-hub',
  name: '企业数据中台',
  events: ['order.paid', 'message.replied', 'alert.rang', 'alert.closed'],
  joins: { day: 32, time: '16:20' },
  /** Less than the three days after which Kelu gives up. */
  down: { from: { day: 36, time: '09:50' }, until: { day: 38, time: '11:10' } },
  forged: { day: 35, time: '10:30' },
  replied: { day: 36, time: '10:20' },
} as const

/** So many answer the SMS with their offer. */
const mostReplies = 2

type Receiver = Awaited<ReturnType<typeof startReceiver>>

/** What the receiver heard, and what it holds as its own by then. */
export interface Heard {
  calls: readonly Call[]
  taken: readonly Taken[]
}

/** Listens on loopback, by the clock of the story; `close` it. It knows no secret until Kelu has told one. */
export const startDataHub = (clock: Pick<MovedClock, 'now'>): Promise<Receiver> =>
  startReceiver({ secrets: [], now: clock.now })

/** Those of whom an offer reached, the first of them: whoever was held out has nothing to answer. */
const repliers = (crowd: readonly Tryer[], got: ReadonlyMap<Tryer, unknown>): Tryer[] =>
  crowd.filter((one) => got.has(one)).slice(0, mostReplies)

/** 孙浩 connects it on the page; it dies, comes back, and somebody tries to lie to it. People write back meanwhile. */
export function dataHubDeeds(
  at: Moment,
  page: () => PageClient,
  { receiver, crowd }: { receiver: Receiver; crowd: readonly Tryer[] },
): Deed[] {
  const { id, name, events, joins, down, forged, replied } = dataHub
  const deed = (
    { day, time }: { day: number; time: string },
    what: string,
    perform: Deed['perform'],
  ): Deed => ({ at: at(day, time), what, perform })

  return [
    deed(joins, '孙浩 接上企业数据中台', async () => {
      const { secret } = await page().ask<{ secret: string }>('sunhao', 'POST', '/webhooks', {
        ...{ id, name, events, direction: 'out', url: receiver.url },
      })
      receiver.knows([secret])
    }),
    deed(forged, '有人冒充 Kelu', () => forge(receiver.url, at(forged.day, forged.time))),
    deed(down.from, '企业数据中台 宕机', async () => receiver.behave({ kind: 'down' })),
    deed(replied, '收到邀请的顾客回复短信', async (sandbox) => {
      const got = offersOf(crowd, await sandbox.deliveries({ platform: 'aliyun', kind: 'sms' }))
      for (const { person } of repliers(crowd, got)) {
        await sandbox.replySms({ person: person.name, content: '请问周末几点开门' })
      }
    }),
    deed(down.until, '企业数据中台 恢复', async () => receiver.behave({ kind: 'take' })),
  ]
}

/** An order nobody paid, signed by whoever has not the secret. */
async function forge(url: string, now: Date): Promise<void> {
  const [id, timestamp] = ['msg_forged', String(Math.floor(now.getTime() / 1_000))]
  const data = { orderId: 'forged', amountFen: 1, system: 'shop' }
  const body = JSON.stringify({ type: 'order.paid', timestamp: now.toISOString(), data })
  const mac = createHmac('sha256', randomBytes(32)).update(`${id}.${timestamp}.${body}`).digest('base64')
  await fetch(url, {
    ...{ method: 'POST', body },
    headers: {
      'content-type': 'application/json',
      ...{ 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${mac}` },
    },
  })
}

/** What the story must have told it, reckoned from what the shop and people did, and what it heard. */
export function judgeDataHub({
  at,
  heard,
  crowd,
  got,
  callbacks,
}: {
  at: Moment
  heard: Heard
  crowd: readonly Tryer[]
  /** Who was offered something. */
  got: ReadonlyMap<Tryer, unknown>
  callbacks: readonly Pick<Callback, 'kind' | 'about' | 'at'>[]
}): Scene {
  const { joins, down } = dataHub
  const since = (from: Date, until?: Date) =>
    new Set(
      callbacks
        .filter(({ kind }) => kind === 'shop.order.paid')
        .filter(({ at: when }) => new Date(when) >= from && (!until || new Date(when) < until))
        .map(({ about }) => about.orderId),
    )
  const orders = since(at(joins.day, joins.time))
  const replies = repliers(crowd, got).length
  // Both sides of the one 预警, and who writes back, fall into the dead time as a whole.
  const whileDown = since(at(down.from.day, down.from.time), at(down.until.day, down.until.time))
  const missed = whileDown.size + replies + 2

  /** How many things of a kind it took once and no more, whatever ids they came under. */
  const takenOnce = (type: string, about: string): number =>
    timesOf(heard.taken.filter((one) => one.type === type).map(({ data }) => data[about])).filter(
      ([, times]) => times === 1,
    ).length
  const calls = timesOf(heard.calls.filter(({ status }) => status === 204).map(({ id }) => id))
  const lost = new Set(heard.calls.filter(({ status }) => status === null).map(({ id }) => id))
  const made = [...lost].filter((id) => heard.taken.some((one) => one.id === id))
  const tries = heard.calls.filter(({ status }) => status === null).length
  const due = orders.size + replies + 2
  return scene(
    dataHub.name,
    [
      { what: '付款', expected: orders.size, found: takenOnce('order.paid', 'orderId') },
      { what: '回复短信', expected: replies, found: takenOnce('message.replied', 'customerId') },
      { what: '预警响了', expected: 1, found: takenOnce('alert.rang', 'alertId') },
      { what: '预警关闭', expected: 1, found: takenOnce('alert.closed', 'alertId') },
      { what: '宕机时没接到', expected: missed, found: lost.size },
      { what: '恢复后补上', expected: missed, found: made.length },
      { what: '多出来的', expected: 0, found: Math.max(0, heard.taken.length - due) },
      {
        what: '收下后又来一次',
        expected: 0,
        found: calls.reduce((sum, [, times]) => sum + times - 1, 0),
      },
      { what: '冒充的被拒', expected: 1, found: heard.calls.filter(({ status }) => status === 401).length },
    ],
    `宕机两天里重试 ${tries} 次`,
  )
}

function timesOf(these: readonly unknown[]): [unknown, number][] {
  const times = new Map<unknown, number>()
  for (const one of these) times.set(one, (times.get(one) ?? 0) + 1)
  return [...times]
}

/** Looks at what it holds in the end. */
export async function playedDataHub(
  heard: Heard,
  { crowd, at, sandbox }: { crowd: readonly Tryer[]; at: Moment; sandbox: Sandbox },
): Promise<Scene> {
  const sent = await sandbox.deliveries({ platform: 'aliyun', kind: 'sms' })
  const callbacks = await sandbox.callbacks()
  return judgeDataHub({ at, heard, crowd, got: offersOf(crowd, sent), callbacks })
}
