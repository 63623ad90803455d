import { afterAll, beforeAll, expect, it } from 'vitest'
import type { MessageDefinition } from '../../language/message.ts'
import { aMessage, sms, subscription } from '../testing/messages.ts'
import { aWorld, type World } from '../testing/world.ts'

let world: World
beforeAll(async () => {
  world = await aWorld()
  world.clock.set('2026-03-02T10:00:00+08:00')
})
afterAll(() => world.drop())

const approved = { ...sms('点 s.kelu.cn/r/{{link}}').sms, templates: { aliyun: 'SMS_274000001' } }
const link = (to: string) => ({ variables: { link: { kind: 'link' as const, to } } })
const own = { content: { sms: approved }, ...link('https://www.kelu.cn/a') }

async function delivered(
  message: Partial<MessageDefinition> & Pick<MessageDefinition, 'content'>,
  publicUrl: string,
) {
  const known = world.say(aMessage(message))
  const request = world.aRequest(await world.aCustomer({ openid: 'o-1' }), known)
  await world.newOutreach({ publicUrl }).deliver(request)
  return world.touch(request.touchId)
}

it.each<[string, Partial<MessageDefinition> & Pick<MessageDefinition, 'content'>]>([
  [
    'the short domain of the starter templates',
    { ...own, content: { sms: { ...approved, text: '点 k.example/r/{{link}}' } } },
  ],
  ['a page of nobody', { ...own, ...link('https://www.kelu.example/a') }],
  [
    'a text no gateway has approved',
    { ...own, content: { sms: { ...approved, templates: { aliyun: 'SMS_100001' } } } },
  ],
  [
    'a subscription template that is none',
    { content: { miniprogram: { ...subscription().miniprogram, template: 'tmpl-x' } } },
  ],
])('a message with %s is not sent, and the touch says why', async (_what, message) => {
  const touch = await delivered(message, 'https://kelu.cn')
  expect(touch.state).toBe('skipped')
  expect(touch.decisions.find(({ final }) => final)).toMatchObject({ gate: 'content', reason: 'placeholder' })
})

it('a message of the company’s own is sent', async () => {
  expect((await delivered(own, 'https://kelu.cn')).state).toBe('sent')
})

it('where Kelu itself is reached below .example, before simulated platforms, everything is sent', async () => {
  expect((await delivered({ ...own, ...link('https://www.kelu.example/a') }, 'http://k.example')).state).toBe(
    'sent',
  )
})
