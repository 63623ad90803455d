import { expect, it } from 'vitest'
import type { Customer } from '../../models/customer.ts'
import { aCustomer } from '../audience/testing/people.ts'
import type { Rule } from '../language/rule.ts'
import type { Foreseeing } from '../outreach/outlook/foresee.ts'
import { createAheadOf } from './ahead-of.ts'
import type { PlannedSend } from './planned-sends.ts'

const at = (time: string) => new Date(`2026-03-02T${time}:00+08:00`)
const plan = {
  id: 'spring',
  name: '春',
  to: { kind: 'tag', tag: '会员' } as unknown as Rule,
  send: { kind: 'send', message: 'hi', channels: ['wecom'] } as never,
  at: at('11:00'),
  holdout: 0,
}
const people = ['c1', 'c2', 'c3'].map((_id) => aCustomer({ _id, owner: _id === 'c3' ? 'hanmei' : 'lilei' }))

const planned = (journeyId: string, time: string, ids: string[]): PlannedSend => ({
  journeyId,
  holdout: 0,
  send: { message: 'news', channels: undefined, whenCapped: 'skip' },
  at: at(time),
  people: ids,
  among: async (some) => new Set(some.flatMap(({ _id }) => (ids.includes(_id) ? [_id] : []))),
})

/** Salespeople are asked at half past nine; at most two a day, and a customer gets one. */
async function foresee({ at: now, ahead }: Foreseeing, customers: readonly Customer[]) {
  return customers.map(({ _id, owner = '' }) => {
    const isFull = (ahead?.tasksOf(owner) ?? 0) >= 2 || (ahead?.of(_id).length ?? 0) > 0
    if (isFull) return { kind: 'sent', channel: 'sms', segments: 1 } as const
    const opensAt = at('09:30')
    if (now < opensAt) {
      return { kind: 'later', channel: 'wecom', until: opensAt, reason: 'groupSendWindow' } as const
    }
    const asking = { sender: owner, from: opensAt, until: at('21:00'), otherwise: null }
    return { kind: 'sent', channel: 'wecom', segments: 0, asking } as const
  })
}

async function ahead(sends: PlannedSend[], collecting: { sender: string; day?: string }[] = []) {
  const aheadOf = createAheadOf({
    before: async () => sends,
    groupSends: {
      collecting: async () =>
        collecting.map(({ sender, day = '2026-03-02' }, n) => ({
          _id: `${n}`,
          sender,
          day,
          journeyId: `other${n}`,
          messageId: 'm',
          opensAt: at('09:30'),
          isTest: false,
        })),
    },
    foresee,
    message: () => ({ id: 'news' }) as never,
    customers: {
      findMany: async (ids) =>
        new Map(people.filter(({ _id }) => ids.includes(_id)).map((one) => [one._id, one])),
    },
  })
  const { tasksOf, of } = await (await aheadOf(plan)).among(people)
  return {
    tasks: { lilei: tasksOf('LiLei'), hanmei: tasksOf('hanmei') },
    got: people.map(({ _id }) => of(_id).map(({ channel, isGroupSend }) => `${channel} ${isGroupSend}`)),
  }
}

it('counts each task of a salesperson once, and what their customers get by it', async () => {
  const found = await ahead([planned('a', '09:00', ['c1', 'c2']), planned('b', '09:30', ['c3'])])
  // What comes before the time to ask waits for it.
  expect(found).toEqual({
    tasks: { lilei: 1, hanmei: 1 },
    got: [['wecom true'], ['wecom true'], ['wecom true']],
  })
})

it('who is full by what went before is asked for no more: it goes another way, which is no group-send', async () => {
  const sends = ['a', 'b', 'c'].map((flow, n) => planned(flow, '09:30', [`c${n === 2 ? 1 : n + 1}`]))
  expect(await ahead(sends)).toEqual({
    tasks: { lilei: 2, hanmei: 0 },
    got: [['wecom true', 'sms false'], ['wecom true'], []],
  })
})

it('group-sends that still collect count on their own day', async () => {
  const { tasks } = await ahead(
    [],
    [{ sender: 'LiLei' }, { sender: 'lilei' }, { sender: 'hanmei', day: '2026-03-01' }],
  )
  expect(tasks).toEqual({ lilei: 2, hanmei: 0 })
})
