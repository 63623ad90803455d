import { describe, expect, it } from 'vitest'
import type { Customer } from '../../../models/customer.ts'
import { aMessage, email, groupSend, popup, sms, subscription, welcome } from '../testing/messages.ts'
import { channelsLeft, chooseChannels } from './choose-channel.ts'

const usualSince = new Date('2026-01-01T00:00:00+08:00')
const customer = (engagedAt: Customer['engagedAt'] = {}) => ({ engagedAt }) as Customer
const everywhere = { ...welcome(), ...groupSend(), ...subscription(), ...popup(), ...sms(), ...email() }
const auto = aMessage({ content: everywhere })

describe('auto', () => {
  it('follows the message’s own order, SMS last and never a pop-up', () => {
    expect(chooseChannels({ message: auto, customer: customer(), usualSince })).toEqual([
      'welcome',
      'wecom',
      'miniprogram',
      'email',
      'sms',
    ])
  })

  it('puts the channel the customer used last first', () => {
    const engagedAt = { email: new Date('2026-03-01'), miniprogram: new Date('2026-02-01') }
    expect(chooseChannels({ message: auto, customer: customer(engagedAt), usualSince }).slice(0, 2)).toEqual([
      'email',
      'miniprogram',
    ])
  })

  it('forgets what is older than the window, and keeps SMS the last resort even when it was clicked', () => {
    const engagedAt = { email: new Date('2025-12-01'), sms: new Date('2026-03-01') }
    expect(chooseChannels({ message: auto, customer: customer(engagedAt), usualSince })).toEqual([
      'welcome',
      'wecom',
      'miniprogram',
      'email',
      'sms',
    ])
  })
})

it('follows the order the message names, and above that the one the request names', () => {
  const message = aMessage({ prefer: ['sms', 'popup'], content: everywhere })
  expect(chooseChannels({ message, customer: customer(), usualSince })).toEqual(['sms', 'popup'])
  expect(chooseChannels({ message, customer: customer(), usualSince, channels: ['email'] })).toEqual([
    'email',
  ])
})

describe('after a group-send in vain', () => {
  const chosen = ['wecom', 'popup', 'miniprogram', 'sms'] as const
  const message = aMessage({ content: everywhere })

  it('a pop-up waits for whom nothing else reaches, in the place of no SMS', () => {
    expect(channelsLeft(chosen, { tried: ['wecom'], message })).toEqual(['sms', 'popup'])
    expect(channelsLeft(['wecom', 'popup'], { tried: ['wecom'], message })).toEqual(['popup'])
  })

  it('but in its own order where nothing was tried, or something else', () => {
    expect(channelsLeft(chosen, { message })).toEqual(chosen)
    expect(channelsLeft(chosen, { tried: ['sms'], message })).toEqual(['wecom', 'popup', 'miniprogram'])
  })
})
