import { expect } from 'vitest'
import { createCustomers } from '../../domain/customers/customers.ts'
import { createCustomerIds } from '../../domain/customers/new-customer.ts'
import { silentLog } from '../../domain/log.ts'
import { movableClock } from '../../test/testing/clock.ts'
import { testSealing } from '../../test/testing/customers.ts'
import { base, type Cli, withCli } from '../testing/a-cli.ts'

const it = withCli
const dayMs = 86_400_000
const journey = `message: offer
name: 上新
purpose: marketing
prefer: [sms]
sms: { text: 上新了 拒收请回复R, templates: { aliyun: SMS_200001 } }
---
journey: nurture
name: 线索培育
entry: { event: lead.submitted, where: { prop: form, is: expo }, again: always }
steps:
  offer: { name: 上新短信, send: { message: offer }, next: rest }
  rest: { name: 等三天, wait: 3 days, next: call }
  call: { name: 电话跟进, task: { title: 跟进 }, next: end }
`

/** Three people who left their details ten days ago, one of them without consent. */
async function threeLeads(cli: Cli): Promise<Date> {
  const clock = movableClock(new Date(Date.now() - 10 * dayMs))
  const began = new Date(clock.now().setUTCHours(4, 0, 0, 0))
  clock.set(new Date(began.getTime() - 3_600_000))
  await cli.beside(async ({ stores }) => {
    const customers = createCustomers({
      stores,
      seal: testSealing,
      clock,
      log: silentLog,
      ids: createCustomerIds(clock),
    })
    for (const n of [1, 2, 3]) {
      const { _id } = await customers.getOrCreate(
        [{ kind: 'phone', value: `+8613800000${n}00`, verified: true }],
        {
          source: 'lead',
          at: clock.now(),
        },
      )
      const agreed = { sms: { state: 'granted', source: 'lead' } } as const
      if (n !== 3) await customers.change(_id, { setConsent: agreed }, 'agrees')
      clock.set(new Date(began.getTime() + n * 60_000))
      const lead = { customerId: _id, name: 'lead.submitted', at: clock.now(), source: 'lead' }
      await customers.hear({ ...lead, _id: `lead:${n}`, props: { form: 'expo' } })
      await customers.hear({ ...lead, _id: `other:${n}`, props: { form: 'fair' } })
    }
  })
  return began
}

const sms = {
  SMS_ALIYUN_KEY_ID: 'k',
  SMS_ALIYUN_KEY_SECRET: 's',
  SMS_ALIYUN_SIGN_NAME: '客旅',
  SMS_ALIYUN_CALLBACK_SECRET: 'c'.repeat(32),
}

it('says what a version would have done, and writes nothing', async ({ cli }) => {
  await threeLeads(cli)
  await cli.onPage(`${base}---\n${journey}`)
  const before = await contentOf(cli)
  const { code, out } = await cli.kelu('simulate nurture --days 30 --rates sms.failed=0,sms.clicked=0', {
    more: sms,
  })
  expect(code).toBe(0)
  expect(out).toContain('预演「线索培育」（nurture@1）')
  expect(out).toContain('3 位客户')
  expect(out).toContain('进入 3 人次，到期末还在流程里 0 人')
  expect(out).toMatch(/短信 +2 条/)
  expect(out).toContain('短信计费 2 条，约 ¥0.10')
  expect(out).toMatch(/客户未同意通过该渠道接收营销信息 +1 条/)
  expect(out).toMatch(/没有人可派 +3 个/)
  expect(await contentOf(cli)).toEqual(before)
})

it('tells programs the same in numbers; only the days that were asked for count', async ({ cli }) => {
  const began = await threeLeads(cli)
  await cli.onPage(`${base}---\n${journey}`)
  const day = (at: Date) => new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10)
  const until = new Date(began.getTime() + 2 * dayMs)
  const line = `simulate nurture --from ${day(began)} --to ${day(until)} --recorded --json`
  expect((await cli.kelu(line, { more: sms })).json()).toMatchObject({
    journey: 'nurture@1',
    forecast: {
      customers: 3,
      entered: 3,
      underWay: 3,
      entriesByDay: { [day(began)]: 3 },
      steps: { offer: { came: 3, there: 0 }, rest: { came: 3, there: 3 } },
      sent: { sms: 2 },
      notSent: { noConsent: 1 },
      tasks: {},
    },
  })
})

it('tries out files that nobody has published', async ({ cli }) => {
  await threeLeads(cli)
  await cli.onPage(`${base}---\n${journey}`)
  await cli.file(
    'nurture.yaml',
    journey.replace('is: expo', 'is: fair').replace('purpose: marketing', 'purpose: requested'),
  )
  const { out } = await cli.kelu('simulate nurture --files', { more: sms })
  expect(out).toContain('文件里的 nurture')
  expect(out).toMatch(/短信 +3 条/)
})

it.for([
  ['simulate nobody', 1, '没有流程 nobody'],
  ['simulate nurture --days 0', 2, '--days 是 1 到 400 的整数'],
  ['simulate nurture --from 2026-02-30 --to 2026-03-02', 2, '“2026-02-30”不是日期'],
  ['simulate nurture --share 0', 2, '--share 是 0 到 100 之间的百分比'],
  ['simulate nurture --rates sms.read=5%', 2, '“sms.read=5%”不是比例'],
  ['simulate message:hello', 2, '不是流程的名称'],
] as const)('%s is refused', async ([line, code, why], { cli }) => {
  await cli.onPage(`${base}---\n${journey}`)
  expect(await cli.kelu(line)).toMatchObject({ code, err: expect.stringContaining(why) })
})

/** Everything that is stored. */
async function contentOf(cli: Cli): Promise<unknown> {
  const { db } = cli.connection
  const names = (await db!.listCollections().toArray()).map(({ name }) => name).sort()
  const all: [string, unknown][] = []
  for (const name of names) all.push([name, await db!.collection(name).find({}).sort({ _id: 1 }).toArray()])
  return all
}

it('says of a broadcast still to come what it would have done, had its time been in these days', async ({
  cli,
}) => {
  await threeLeads(cli)
  const day = new Date(Date.now() + 30 * dayMs).toISOString().slice(0, 10)
  const broadcast = `broadcast: news
name: 上新通知
to: { consent: sms, is: granted }
send: { message: offer }
at: "${day}T10:30:00+08:00"
`
  const message = journey.split('---')[0]
  await cli.onPage(`${base}---\n${message}---\n${broadcast}`)
  const { code, out } = await cli.kelu(
    'simulate broadcast:news --days 5 --rates sms.failed=0,sms.clicked=0',
    {
      more: sms,
    },
  )
  expect(code, out).toBe(0)
  expect(out).toMatch(/群发的时间不在这段日子里：按 .* 10:30 发给当时符合条件的人来算/)
  // Two of the three agreed.
  expect(out).toContain('进入 2 人次')
  expect(await cli.connection.db!.collection('touches').countDocuments()).toBe(0)
})
