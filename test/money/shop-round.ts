import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { approved } from '../../sandbox/demo/approved-texts.ts'
import { conduct, type Deed } from '../../sandbox/demo/conductor.ts'
import { createMovedClock, nextMonday } from '../../sandbox/demo/moved-clock.ts'
import { personOf } from '../../sandbox/demo/people.ts'
import { startSandboxChild } from '../../sandbox/demo/sandbox-child.ts'
import { keluEnvironment } from '../../sandbox/kelu-environment.ts'
import { payEnvironment } from '../../sandbox/pay-environment.ts'
import { type MortalKelu, startMortalKelu } from '../kill/mortal-kelu.ts'
import { readDiary, type Strike } from '../kill/reaper.ts'
import { momentsFrom } from '../kill/story.ts'
import { testDatabase } from '../testing/database.ts'
import { freePort } from '../testing/free-port.ts'
import { startFile } from '../testing/start-file.ts'
import { askForCoupon, askMoneyBack, buy, type Fate, type Purchase, race } from './customers.ts'
import { patience } from './patience.ts'
import { aPhone } from './phones.ts'
import { common, rare, shopOffice, writeShopTemplates } from './shop.ts'
import { shopFindings } from './shop-findings.ts'
import { watchStock } from './stock-watch.ts'

const racers = 64
/** What becomes of the orders of those who take their time. */
const fates: readonly Pick<Purchase, 'fate' | 'withCoupon'>[] = (
  [
    ['keep', 3],
    ['cancel', 2],
    ['leave the cashier', 2],
    ['let it lie', 2],
    ['want all back', 3],
    ['want some back', 2],
  ] satisfies [Fate, number][]
).flatMap(([fate, people]) =>
  Array.from({ length: people }, (_, n) => ({ fate, withCoupon: n > 0 || fate !== 'want some back' })),
)
/** Until the money of the second day has been compared. */
const end = { day: 2, time: '12:00' }

/**
 * A shop for three days of its own story, with real processes on real addresses: sixty-four race for ten, others buy with coupons, pay,
 * cancel, let it lie and ask money back, while Kelu is killed where the strikes say. Gives what was found amiss at the end.
 */
export async function playShop(strikes: Strike[], start = 'test/money/start-shop.ts') {
  const folder = await mkdtemp(join(tmpdir(), 'kelu shop '))
  const database = await testDatabase()
  const { connection } = database
  const clock = createMovedClock(nextMonday(new Date()))
  const at = momentsFrom(clock.now())
  const platforms = await startSandboxChild(clock.now(), approved, startFile('sandbox/main.ts'))
  const { sandbox } = platforms
  const diaryFile = join(folder, 'diary')
  const watch = watchStock(connection)
  let kelu: MortalKelu | undefined
  try {
    const port = await freePort()
    const baseUrl = `http://127.0.0.1:${port}`
    await sandbox.setTarget(baseUrl)
    const living = await startMortalKelu({
      startFile: startFile(start),
      env: keluEnvironment(sandbox, {
        PORT: String(port),
        LOG_LEVEL: process.env.KILL_LOG_LEVEL ?? 'silent',
        MONGODB_URI: database.uri,
        TEMPLATES_DIR: await writeShopTemplates(folder),
        ...(await payEnvironment(sandbox)),
      }),
      now: () => clock.now(),
      diaryFile,
      strikes,
    })
    kelu = living
    const { alive } = living
    const password = randomBytes(12).toString('base64url')
    await living.letIn(password)
    const office = shopOffice({ baseUrl, password, patiently: patience(alive) })
    await office.putOnSale()

    const phoneOf = (n: number) => aPhone({ person: personOf(n, { email: false }), sandbox, baseUrl, alive })
    const racing = Array.from({ length: racers }, (_, n) => phoneOf(n))
    const purchases: Purchase[] = fates.map((fate, n) => ({ phone: phoneOf(racers + n), ...fate }))
    for (const { person } of [...racing, ...purchases.map(({ phone }) => phone)]) {
      await sandbox.addPerson(person)
    }
    const raced: (string | null)[] = []
    const all = (work: (purchase: Purchase) => Promise<void>) => async () =>
      void (await Promise.all(purchases.map(work)))
    const agenda: Deed[] = [
      { at: at(0, '09:10'), what: '领券', perform: all(({ phone }) => askForCoupon(phone)) },
      {
        at: at(0, '10:00'),
        what: '抢购',
        perform: async () =>
          void raced.push(...(await Promise.all(racing.map((phone) => race(phone, rare.id))))),
      },
      { at: at(0, '10:30'), what: '下单', perform: all((purchase) => buy(purchase, common.id)) },
      { at: at(0, '13:00'), what: '申请退款', perform: all(askMoneyBack) },
      { at: at(0, '13:30'), what: '同意退款', perform: office.agreeToRefunds },
    ]
    await conduct({ kelu: living, sandbox, clock, agenda, end: at(end.day, end.time) })
    await living.stop()
    kelu = undefined
    const { looks, findings } = await watch.stop()
    const amiss = await shopFindings({ sandbox, connection, purchases, raced })
    return {
      diary: readDiary(diaryFile),
      findings: [...findings, ...amiss],
      looks,
      orders: await connection.collection('orders').countDocuments({}),
      refunds: (await sandbox.wechatpayMoney()).filter(({ kind }) => kind === 'refunded').length,
    }
  } finally {
    await kelu?.stop()
    await watch.stop()
    await platforms.stop()
    await database.drop()
    await rm(folder, { recursive: true, force: true })
  }
}
