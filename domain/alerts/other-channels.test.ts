import { expect, it } from 'vitest'
import type { MessageDefinition } from '../language/message.ts'
import { otherChannelsFirst, saidByStep, withStepChannels } from './other-channels.ts'

const message = (prefer: MessageDefinition['prefer'], ...channels: string[]) =>
  ({
    prefer,
    content: Object.fromEntries(channels.map((each) => [each, {}])),
  }) as unknown as MessageDefinition

it('puts the channel that fails last, behind all others the message has content for', () => {
  expect(otherChannelsFirst(message(['sms', 'wecom'], 'wecom', 'email', 'sms'), 'sms')).toEqual([
    ...['wecom', 'email', 'sms'],
  ])
  expect(otherChannelsFirst(message('auto', 'wecom', 'email', 'sms'), 'email')).toEqual([
    'wecom',
    'sms',
    'email',
  ])
  // A welcome is only for new friends.
  expect(otherChannelsFirst(message('auto', 'welcome', 'email', 'sms'), 'sms')).toEqual(['email', 'sms'])
})

it('offers nothing where there is no other, where it is so already, and where it does not go that way', () => {
  expect(otherChannelsFirst(message('auto', 'sms'), 'sms')).toBeNull()
  expect(otherChannelsFirst(message('auto', 'welcome', 'sms'), 'sms')).toBeNull()
  expect(otherChannelsFirst(message(['email', 'sms'], 'email', 'sms'), 'sms')).toBeNull()
  expect(otherChannelsFirst(message('auto', 'wecom', 'email'), 'sms')).toBeNull()
})

const journey = (id: string, steps: object) => ({ id, name: `流程 ${id}`, steps }) as never
const sale = (...channels: string[]) => ({ ...message('auto', ...channels), id: 'sale' })
const said = (channels: string[]) =>
  journey('b', { three: { kind: 'send', message: 'sale', channels }, two: { kind: 'wait' } })

it('finds the step that itself sends it by the channel that fails, and what it would go by without that', () => {
  const plain = journey('a', { one: { kind: 'send', message: 'sale' } })
  const byEmail = journey('c', { four: { kind: 'send', message: 'sale', channels: ['email'] } })
  const found = { journeyId: 'b', journey: '流程 b', stepId: 'three' }
  const flows = [plain, byEmail, said(['sms', 'email'])]
  expect(saidByStep(flows, sale('sms', 'email', 'wecom'), 'sms')).toEqual({ ...found, without: ['email'] })
  expect(saidByStep(flows, { ...sale('sms'), id: 'other' }, 'sms')).toBeNull()
  expect(saidByStep([plain, byEmail], sale('sms', 'email'), 'sms')).toBeNull()
})

it('gives a step that names the failing channel alone what the message has content for, if anything', () => {
  expect(saidByStep([said(['sms'])], sale('sms', 'welcome', 'wecom', 'email'), 'sms')?.without).toEqual([
    'wecom',
    'email',
  ])
  expect(saidByStep([said(['sms', 'email'])], sale('sms', 'welcome'), 'sms')).toMatchObject({ without: null })
})

it('writes the channels of that step and nothing else', () => {
  const text = [
    'journey: b # 挽回',
    'name: 挽回',
    'steps:',
    '  three:',
    '    send: { message: sale, channels: [sms], whenCapped: next day } # 只发一次',
    '    next: end',
    '',
  ].join('\n')
  expect(withStepChannels(text, 'three', ['wecom', 'email'])).toBe(
    text.replace('channels: [sms]', 'channels: [ wecom, email ]'),
  )
})
