import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createSealing } from '../../domain/customers/sealing.ts'
import type { WebhookDelivery } from '../../models/webhook-deliveries.ts'
import { createWebhookStore } from '../../models/webhooks.ts'
import { createMovedClock, nextMonday } from '../../sandbox/demo/moved-clock.ts'
import { createPageClient } from '../../sandbox/demo/page-client.ts'
import { staff } from '../../sandbox/demo/people.ts'
import { startReceiver } from '../../sandbox/webhooks/receiver.ts'
import { loadConfig } from '../../server/config.ts'
import { type MortalKelu, startMortalKelu } from '../kill/mortal-kelu.ts'
import { readDiary, type Strike } from '../kill/reaper.ts'
import { patience } from '../money/patience.ts'
import { testDatabase } from '../testing/database.ts'
import { definitionFiles } from '../testing/definition-files.ts'
import { freePort } from '../testing/free-port.ts'
import { startFile } from '../testing/start-file.ts'
import { anOrderPaid, tellOrder } from './shop-orders.ts'

const receiverId = 'crm'
/** Of every buyer once: what is paid is told as an event, and once more by a step of this flow. */
const flow = {
  journey: 'tell-crm',
  name: '付款后告诉 CRM',
  entry: { event: 'order.paid' },
  steps: { call: { webhook: { to: receiverId }, next: 'end' } },
}
/** How far time is moved for what is due: past every lease, wait and look after a death. */
const restMs = 2 * 3_600_000
/** So many looks at one who works, and it is asked to see what is due. */
const looksPerSweep = 10

const key = () => randomBytes(32).toString('base64')

/**
 * A receiver, a shop, and a Kelu of real processes between them that is killed where the strikes say. `fault`: one that does that
 * wrong (start-doctored.ts).
 */
export async function tellingWorld({ strikes, fault }: { strikes: Strike[]; fault?: string }) {
  const folder = await mkdtemp(join(tmpdir(), 'kelu telling '))
  const database = await testDatabase()
  const { connection } = database
  const clock = createMovedClock(nextMonday(new Date()))
  const files = await definitionFiles({ staff, definitions: [flow], journeys: [] })
  const secret = `whsec_${key()}`
  const receiver = await startReceiver({ secrets: [secret], now: clock.now })
  const port = await freePort()
  const baseUrl = `http://127.0.0.1:${port}`
  const shopSecret = key()
  const env = {
    ...{ PORT: String(port), PUBLIC_URL: baseUrl, LOG_LEVEL: process.env.KILL_LOG_LEVEL ?? 'silent' },
    ...{ DATA_KEYS: `test:${key()}`, BLIND_INDEX_KEY: key(), LINK_KEY: key(), SHOP_HOOK_SECRET: shopSecret },
    ...{ MONGODB_URI: database.uri, TEMPLATES_DIR: files.templates, STAFF_FILE: files.staffFile },
    ...{ WEBHOOK_NETWORKS: '127.0.0.1/32', ...(fault !== undefined && { WEBHOOK_FAULT: fault }) },
  }
  const diaryFile = join(folder, 'diary')
  let kelu: MortalKelu | undefined

  async function close(): Promise<void> {
    await kelu?.stop()
    await receiver.close()
    await database.drop()
    await files.remove()
    await rm(folder, { recursive: true, force: true })
  }

  async function start() {
    const { dataKeys, blindIndexKey } = loadConfig(env)
    const sealer = createSealing({ data: dataKeys, blindIndex: blindIndexKey })
    const at = clock.now()
    await createWebhookStore(connection).create({
      ...{ _id: receiverId, direction: 'out', rev: 1, name: 'CRM', url: receiver.url },
      ...{ events: ['order.paid'], secrets: [{ id: 's1', value: sealer.seal(secret), createdAt: at }] },
      ...{ state: 'active', createdAt: at, by: 'test', at },
    })
    const living = await startMortalKelu({
      startFile: startFile(`test/webhooks/${fault === undefined ? 'start-kelu' : 'start-doctored'}.ts`),
      ...{ env, now: clock.now, diaryFile, strikes },
    })
    kelu = living
    const password = key()
    await living.letIn(password)
    return { living, page: createPageClient(baseUrl, password) }
  }

  const { living, page } = await start().catch(async (error: unknown) => {
    await close()
    throw error
  })
  const patiently = patience(living.alive)
  const orders: string[] = []

  /** Until nothing is under way and nothing is due within the stretch, or it is enough. */
  async function rest(isEnough = () => false): Promise<void> {
    const end = new Date(clock.now().getTime() + restMs)
    for (let looks = 1; !isEnough(); looks += 1) {
      const { idle, nextDueAt } = await living.state()
      const next = nextDueAt === null ? null : new Date(nextDueAt)
      if (idle && (next === null || next > end)) return
      if (idle && next !== null) clock.jumpTo(next)
      else await pause(20)
      if (idle || looks % looksPerSweep === 0) await living.jump(clock.now())
    }
  }

  return {
    receiver,
    rest,
    close,
    /** Numbers of the orders whose payment Kelu acknowledged. */
    orders,
    /** So many more are paid, each by somebody of their own, and told as the shop does: until it is acknowledged. */
    async arePaid(count: number): Promise<void> {
      const fresh = Array.from({ length: count }, (_, n) => `O-${orders.length + n + 1}`)
      orders.push(...fresh)
      const told = fresh.map((no) => anOrderPaid(no, clock.now()))
      const shop = { baseUrl, secret: shopSecret, now: clock.now }
      await Promise.all(told.map((order) => patiently(() => tellOrder(shop, order))))
    },
    /** What an operator does with the receiver on the page, until it is answered. */
    ask: <Answer>(method: 'GET' | 'POST', path: string): Promise<Answer> =>
      patiently(() => page.ask<Answer>('sunhao', method, `/webhooks/${receiverId}${path}`)),
    deliveries: (): Promise<WebhookDelivery[]> =>
      connection.collection<WebhookDelivery>('webhookDeliveries').find({}).toArray(),
    diary: () => readDiary(diaryFile),
  }
}
