import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { Person } from '../../sandbox/contract.ts'
import { type RunningKelu, runningKelu } from '../testing/running-kelu.ts'

const hour = 3_600_000
let world: RunningKelu

/** The whole product: whoever writes to 微信客服 is answered there at once, and again once they have written back, or by SMS. */
beforeAll(async () => {
  world = await runningKelu({
    journeys: [],
    definitions: [
      {
        message: 'answer',
        name: '自动回复',
        purpose: 'requested',
        prefer: ['kf', 'sms'],
        variables: { nickname: { from: 'customer.nickname', default: '您好' } },
        kf: { text: '{{nickname}}，收到，马上为您查' },
        sms: { text: '您问的有结果了，请看微信客服', templates: { aliyun: 'SMS_990001' } },
      },
      {
        journey: 'answering',
        name: '微信客服自动回复',
        entry: { event: 'kf.message', where: { prop: 'kind', is: 'text' }, again: 'always' },
        steps: {
          first: { send: { message: 'answer' }, next: 'back' },
          back: {
            waitFor: { event: 'message.replied', within: '3 days' },
            yes: 'thanks',
            no: 'late',
          },
          thanks: { send: { message: 'answer' }, next: 'end' },
          late: { send: { message: 'answer' }, next: 'end' },
        },
      },
    ],
    smsTemplates: {
      SMS_990001: { type: 'notification', text: '您问的有结果了，请看微信客服' },
    },
  })
})
afterAll(() => world.close())

async function writer(): Promise<Person> {
  const person = await world.somebody()
  await world.sandbox.openMiniprogram({ person: person.name })
  await world.lead(person, { form: 'member-card', loggedIn: true })
  await world.settle()
  return person
}
async function writes({ name: person }: Person, text = '有货吗'): Promise<void> {
  await world.sandbox.writeToKf({ person, text })
  await world.settle()
}
const channelsOf = async (person: Person) => (await world.touchesOf(person)).map(({ channel }) => channel)

it('a message begins a flow, its answer ends the wait, and both are said in 微信客服', async () => {
  const person = await writer()
  await writes(person)
  await world.pass(60_000)
  await writes(person, '谢谢')
  expect(await channelsOf(person)).toContain('kf')
  expect(await world.eventsOf(person)).toEqual(expect.arrayContaining(['kf.message', 'message.replied']))
  const seen = await world.sandbox.deliveries({ kind: 'kf', receiver: person.externalUserid })
  expect(seen.map(({ content }) => content.content)).toContain(`${person.nickname}，收到，马上为您查`)
})

it('whoever does not write back gets an SMS, once the 48 hours are over', async () => {
  const person = await writer()
  await writes(person)
  expect(await channelsOf(person)).toEqual(['kf'])
  await world.pass(3 * 24 * hour + hour)
  expect((await channelsOf(person)).toSorted()).toEqual(['kf', 'sms'])
  expect(Object.keys(await world.sandbox.refusals()).filter((name) => name.includes('/kf/'))).toEqual([])
})

it('a callback that is lost loses no message: it is heard within five minutes, once', async () => {
  const person = await writer()
  await world.sandbox.setTarget('http://127.0.0.1:1')
  await writes(person)
  expect(await world.eventsOf(person)).not.toContain('kf.message')
  // The platform has given up by then.
  await world.pass(60_000)
  await world.sandbox.setTarget(world.kelu.url as string)
  await world.pass(5 * 60_000)
  await vi.waitFor(async () => expect(await world.eventsOf(person)).toContain('kf.message'), 60_000)
  await world.pass(10 * 60_000)
  const heard = (await world.eventsOf(person)).filter((name) => name === 'kf.message')
  expect(heard).toHaveLength(1)
})
