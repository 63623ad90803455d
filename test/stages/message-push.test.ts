import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Person } from '../../sandbox/contract.ts'
import { defaultSettings } from '../../sandbox/settings.ts'
import { type RunningKelu, runningKelu } from '../testing/running-kelu.ts'

const minute = 60_000
const template = 'TPL_SHIPPED'
let world: RunningKelu
let said = 0

/** The whole product; whoever puts something into the cart is told so by the mini-program, else by SMS. */
beforeAll(async () => {
  world = await runningKelu({
    settings: {
      mpPush: { ...defaultSettings.mpPush, mode: 'secure', format: 'xml' },
      subscriptionTemplates: { [template]: ['thing1'] },
    },
    journeys: [],
    definitions: [
      {
        message: 'noted',
        name: '已收到',
        purpose: 'requested',
        prefer: ['miniprogram', 'sms'],
        variables: { nickname: { from: 'customer.nickname', default: '您好' } },
        miniprogram: { subscription: { template, data: { thing1: '已收到' } } },
        sms: {
          text: '{{nickname}}，您的订单已由快递发出，运单号见订单详情，签收前请当面验货。',
          templates: { aliyun: 'SMS_990001' },
          params: { name: 'nickname' },
        },
      },
      {
        journey: 'note',
        name: '加购提醒',
        entry: { event: 'cart.added', again: 'always' },
        steps: { tell: { send: { message: 'noted' }, next: 'end' } },
      },
    ],
    smsTemplates: {
      SMS_990001: {
        type: 'notification',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: ${name} is how the gateway writes a variable
        text: '${name}，您的订单已由快递发出，运单号见订单详情，签收前请当面验货。',
      },
    },
  })
})
afterAll(() => world.close())

async function visitor(): Promise<Person> {
  const person = await world.somebody()
  await world.sandbox.openMiniprogram({ person: person.name })
  await world.lead(person, { form: 'member-card', loggedIn: true })
  await world.settle()
  return person
}
const creditsOf = async (person: Person) => (await world.customerOf(person)).credits[template] ?? 0
async function addsToCart({ name: person }: Person): Promise<void> {
  const at = world.clock.now().toISOString()
  await world.sandbox.mpEvents({ person, events: [{ id: `cart-${++said}`, name: 'cart.added', at }] })
  await world.settle()
}
const lastState = async (person: Person) => (await world.touchesOf(person)).at(-1)

it('an accept that WeChat alone tells of is a credit; told twice it is one', async () => {
  const person = await visitor()
  await world.sandbox.answerTemplates({ person: person.name, results: { [template]: 'accept' } })
  await world.pass(minute)
  expect(await creditsOf(person)).toBe(1)
  await world.sandbox.redeliver(1)
  await world.settle()
  expect(await creditsOf(person)).toBe(1)
})

it('an accept the phone told of, and WeChat minutes later, is one', async () => {
  const person = await visitor()
  await world.sandbox.holdCallbacks()
  await world.sandbox.answerSubscription({ person: person.name, id: 's1', results: { [template]: 'accept' } })
  await world.pass(4 * minute)
  expect(await creditsOf(person)).toBe(1)
  await world.sandbox.releaseCallbacks('reversed')
  await world.settle()
  expect(await creditsOf(person)).toBe(1)
})

it.each(['wrongToken', 'foreignKey', 'otherApp', 'unencrypted', 'old'] as const)(
  'an accept somebody forged (%s) is refused and gives nothing',
  async (as) => {
    const person = await visitor()
    const item = { TemplateId: template, SubscribeStatusString: 'accept', PopupScene: '0' }
    const event = { Event: 'subscribe_msg_popup_event', List: item }
    expect(await world.sandbox.forgePush({ person: person.name, event, as })).toBeGreaterThanOrEqual(400)
    await world.settle()
    expect(await creditsOf(person)).toBe(0)
  },
)

it('a message that arrived is known to have, by a push that comes twice', async () => {
  const person = await visitor()
  await world.sandbox.answerTemplates({ person: person.name, results: { [template]: 'accept' } })
  await world.pass(minute)
  await addsToCart(person)
  await world.pass(minute)
  await world.sandbox.redeliver(1)
  await world.settle()
  expect(await lastState(person)).toMatchObject({ state: 'delivered', channel: 'miniprogram' })
  expect((await world.eventsOf(person)).filter((name) => name === 'message.delivered')).toHaveLength(1)
  expect(await creditsOf(person)).toBe(0)
})

it('one that was accepted and did not arrive goes by SMS instead', async () => {
  const person = await visitor()
  await world.sandbox.answerTemplates({ person: person.name, results: { [template]: 'accept' } })
  await world.sandbox.setSubscriptionFate({ person: person.name, errorCode: '43101' })
  await world.pass(minute)
  await addsToCart(person)
  await world.pass(5 * minute)
  expect(await world.textsTo(person)).toHaveLength(1)
  expect(await lastState(person)).toMatchObject({
    channel: 'sms',
    attempts: [{ channel: 'miniprogram' }, { channel: 'sms' }],
  })
})

it('a template switched off in the settings is worth nothing, however late that is told', async () => {
  const person = await visitor()
  await world.sandbox.answerTemplates({ person: person.name, results: { [template]: 'accept' } })
  await world.pass(minute)
  await world.sandbox.holdCallbacks()
  await world.sandbox.switchOffSubscription({ person: person.name, templateId: template })
  await world.pass(3 * minute)
  expect(await creditsOf(person)).toBe(1)
  await world.sandbox.releaseCallbacks('asHappened')
  await world.settle()
  expect(await creditsOf(person)).toBe(0)
  await addsToCart(person)
  expect(await world.textsTo(person)).toHaveLength(1)
  expect(world.errors).toEqual([])
})
