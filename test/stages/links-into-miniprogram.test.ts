import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Person } from '../../sandbox/contract.ts'
import { type RunningKelu, runningKelu } from '../testing/running-kelu.ts'

const day = 86_400_000
const api = '/wxa/generate_urllink'
let world: RunningKelu

/** The whole product; whoever leaves a form gets an SMS whose link leads to a page of the mini-program. */
beforeAll(async () => {
  world = await runningKelu({
    settings: { mpPages: ['pages/coupon', 'pages/index'] },
    journeys: [],
    definitions: [
      {
        message: 'come-in',
        name: '来看看',
        purpose: 'requested',
        prefer: ['sms'],
        variables: {
          nickname: { from: 'customer.nickname', default: '您好' },
          link: { link: 'miniprogram:/pages/coupon?batch=spring' },
        },
        sms: {
          text: '{{nickname}}，您要的资料在这里：k.example/r/{{link}} ，请查收。',
          templates: { aliyun: 'SMS_990002' },
          params: { name: 'nickname', code: 'link' },
        },
      },
      {
        journey: 'form',
        name: '表单回执',
        entry: { event: 'lead.submitted' },
        steps: { tell: { send: { message: 'come-in' }, next: 'end' } },
      },
    ],
    smsTemplates: {
      SMS_990002: {
        type: 'notification',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: ${name} is how the gateway writes a variable
        text: '${name}，您要的资料在这里：k.example/r/${code} ，请查收。',
      },
    },
  })
})
afterAll(() => world.close())

/** Somebody with the SMS on their phone. */
async function reader(): Promise<Person> {
  const person = await world.somebody()
  await world.sandbox.openMiniprogram({ person: person.name })
  await world.lead(person, { loggedIn: true })
  await world.settle()
  return person
}
async function clicked({ name: person }: Person): Promise<string> {
  const { status, location } = await world.sandbox.clickLink({ person, platform: 'aliyun' })
  expect(status).toBe(302)
  await world.settle()
  return location ?? ''
}
const made = async () => (await world.sandbox.calls())[`wechat:${api}`] ?? 0
async function entered(person: Person) {
  const { _id } = await world.customerOf(person)
  const events = world.kelu.connection.collection('events')
  return events.find({ customerId: _id, name: 'miniprogram.entered' }).sort({ at: 1, _id: 1 }).toArray()
}
const clicksOf = async (person: Person) =>
  (await world.eventsOf(person)).filter((name) => name === 'message.clicked').length

it('opens the page by one link for everybody; the short link counts the click, the launch says what it came by', async () => {
  const [one, other] = [await reader(), await reader()]
  const url = await clicked(one)
  expect(url).toMatch(/^https:\/\/wxaurl\.cn\/\w+\?cq=\w{6}$/)
  expect(await world.sandbox.openUrlLink({ person: one.name, url })).toEqual({
    path: expect.stringMatching(/^pages\/coupon\?batch=spring&cq=\w{6}$/),
  })
  await world.settle()
  const [touch] = await world.touchesOf(one)
  expect(touch?.state).toBe('clicked')
  expect(await clicksOf(one)).toBe(1)
  const [launch] = (await entered(one)).filter(({ props }) => props.scene === 1194)
  expect(launch?.props).toMatchObject({ touchId: touch?._id })

  const theirs = await clicked(other)
  expect(theirs.split('?')[0]).toBe(url.split('?')[0])
  expect(await made()).toBe(1)
})

it('passed on to a friend it opens, and is neither their message nor a second person’s merge', async () => {
  const [reading, friend] = [await reader(), await world.somebody()]
  const url = await clicked(reading)
  await world.sandbox.openUrlLink({ person: friend.name, url })
  await world.settle()
  const [launch] = await entered(friend)
  expect(launch?.props).not.toHaveProperty('touchId')
  expect((await world.customerOf(friend))._id).not.toBe((await world.customerOf(reading))._id)
  expect(await clicksOf(reading)).toBe(1)
})

it('a link that is nearly over is renewed; the old one opens until then', async () => {
  const before = await made()
  const person = await reader()
  const old = await clicked(person)
  await world.pass(28 * day)
  expect((await clicked(person)).split('?')[0]).toBe(old.split('?')[0])
  await world.sandbox.openUrlLink({ person: person.name, url: old })
  await world.settle()
  const fresh = await clicked(person)
  expect(fresh.split('?')[0]).not.toBe(old.split('?')[0])
  expect(await made()).toBe(before + 1)
  await world.pass(3 * day)
  await expect(world.sandbox.openUrlLink({ person: person.name, url: old })).rejects.toThrow('is over')
  await world.sandbox.openUrlLink({ person: person.name, url: fresh })
})

it('while the platform gives none, the page that opens the mini-program by hand does', async () => {
  await world.kelu.connection.collection('pageLinks').deleteMany({})
  await world.sandbox.addFault({ platform: 'wechat', api, kind: 'errcode', code: '45009', times: 1 })
  const person = await reader()
  const location = await clicked(person)
  expect(location).toMatch(/^http:\/\/k\.example\/open\?to=/)
  const page = await (await fetch(location.replace('http://k.example', world.kelu.url ?? ''))).text()
  expect(page).toMatch(
    /weixin:\/\/dl\/business\/\?appid=\w+&amp;path=pages%2Fcoupon&amp;query=[\w%]+&amp;cq=\w{6}"/,
  )
  expect(await clicksOf(person)).toBe(1)
  // Of the same day nobody asks again; on the next one there is a link.
  const before = await made()
  await clicked(person)
  expect(await made()).toBe(before)
  await world.pass(day)
  expect(await clicked(person)).toMatch(/^https:\/\/wxaurl\.cn\//)
})
