import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Person } from '../../sandbox/contract.ts'
import { tencentEnvironment } from '../../sandbox/tencent-environment.ts'
import { type RunningKelu, runningKelu } from '../testing/running-kelu.ts'

const minute = 60_000
let world: RunningKelu

/** The whole product of a company that sends by Tencent Cloud, and has a brand with a signature of its own. */
beforeAll(async () => {
  world = await runningKelu({
    settings: {
      tencentSigns: { 客旅商城: 'approved', 客旅母婴: 'approved' },
      tencentTemplates: {
        '1200001': { type: 'notification', text: '{1}，您要的资料在这里：k.example/r/{2} ，请查收。' },
        '1200002': { type: 'marketing', text: '尊敬的会员{1}，新品已到店 拒收请回复R' },
        '1200003': { type: 'code', text: '您的登录验证码是{1}，5分钟内有效。' },
      },
    },
    journeys: [],
    environmentBy: async (sandbox) => ({
      ...tencentEnvironment(sandbox),
      STAFF_LOGIN_SMS_TEMPLATE: '1200003',
    }),
    definitions: [
      {
        settings: 'company',
        name: '公司',
        brands: { baby: { name: '客旅母婴', smsSignature: { tencent: '客旅母婴' } } },
      },
      {
        message: 'come-in',
        name: '来看看',
        purpose: 'requested',
        brand: 'baby',
        prefer: ['sms'],
        variables: {
          nickname: { from: 'customer.nickname', default: '您好' },
          link: { link: 'https://www.kelu.example/paper' },
        },
        sms: {
          text: '{{nickname}}，您要的资料在这里：k.example/r/{{link}} ，请查收。',
          templates: { tencent: '1200001' },
          params: { name: 'nickname', code: 'link' },
        },
      },
      {
        message: 'new-goods',
        name: '新品',
        purpose: 'marketing',
        prefer: ['sms'],
        variables: { nickname: { from: 'customer.nickname', default: '您好' } },
        sms: {
          text: '尊敬的会员{{nickname}}，新品已到店 拒收请回复R',
          templates: { tencent: '1200002' },
          params: { name: 'nickname' },
        },
      },
      {
        journey: 'form',
        name: '表单回执',
        entry: { event: 'lead.submitted' },
        steps: {
          tell: { send: { message: 'come-in' }, next: 'pause' },
          pause: { wait: '10 minutes', next: 'offer' },
          offer: { send: { message: 'new-goods' }, next: 'end' },
        },
      },
    ],
  })
})
afterAll(() => world.close())

async function asks(): Promise<Person> {
  const person = await world.somebody()
  await world.sandbox.openMiniprogram({ person: person.name })
  await world.lead(person, { loggedIn: true })
  await world.settle()
  return person
}
const textsTo = async ({ phone }: Person) =>
  (await world.sandbox.deliveries({ platform: 'tencent', receiver: phone })).map(
    ({ content }) => content.text,
  )

it('goes under the signature of its brand, its link is followed, and the receipt says that it arrived', async () => {
  const person = await asks()
  expect(await textsTo(person)).toEqual([
    expect.stringMatching(/^【客旅母婴】.+，您要的资料在这里：k\.example\/r\/\w+ /),
  ])
  await world.pass(minute)
  expect(await world.touchesOf(person)).toMatchObject([{ state: 'delivered' }])
  const { status } = await world.sandbox.clickLink({ person: person.name, platform: 'tencent' })
  expect(status).toBe(302)
  await world.settle()
  expect(await world.touchesOf(person)).toMatchObject([{ state: 'clicked' }])
})

it('that the carrier could not deliver is told as failed', async () => {
  const person = await world.somebody()
  await world.sandbox.setSmsFate(person.phone, 'undelivered')
  await world.sandbox.openMiniprogram({ person: person.name })
  await world.lead(person, { loggedIn: true })
  await world.settle()
  await world.pass(minute)
  const [touch] = await world.touchesOf(person)
  expect(touch?.state).toBe('failed')
  expect((await world.customerOf(person)).reach.sms?.state).toBe('unreachable')
})

it('answered with R ends marketing by SMS, and what was asked for goes on', async () => {
  const person = await asks()
  await world.sandbox.replySms({ person: person.name, content: 'R' })
  await world.settle()
  expect((await world.customerOf(person)).consent.sms?.state).toBe('refused')
  await world.pass(11 * minute)
  expect(await textsTo(person)).toHaveLength(1)
})

it('logs a salesperson in to the task page in a browser outside WeCom', async () => {
  const base = world.kelu.url ?? ''
  const opened = await fetch(`${base}/task`, { redirect: 'manual' })
  const csrf = /name="csrf" value="([^"]*)"/.exec(await opened.text())?.[1] ?? ''
  const cookie = opened.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ')
  const post = (path: string, fields: Record<string, string>) =>
    fetch(`${base}${path}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie },
      body: new URLSearchParams({ csrf, to: '/task', ...fields }),
    })
  const [seller] = (await import('../../sandbox/demo/people.ts')).staff.filter(({ phone }) => phone)
  const phone = seller?.phone ?? ''
  expect((await post('/task/sms-login/code', { phone })).status).toBe(200)
  await world.settle()
  const [sent] = (await world.sandbox.deliveries({ platform: 'tencent' })).filter(
    ({ receiver }) => receiver === phone,
  )
  const code = /\d{6}/.exec(String(sent?.content.text))?.[0] ?? ''
  const entered = await post('/task/sms-login', { phone, code })
  expect([entered.status, entered.headers.get('location')]).toEqual([303, '/task'])
})
