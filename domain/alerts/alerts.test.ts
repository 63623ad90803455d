import { describe, expect } from 'vitest'
import { createAlertStore } from '../../models/alerts.ts'
import type { SentAttempt } from '../../models/sent-attempts.ts'
import { movableClock } from '../../test/testing/clock.ts'
import { withDatabase } from '../../test/testing/database.ts'
import { defaultAlertRules } from '../language/alert-rules.ts'
import { silentLog } from '../log.ts'
import type { SendOutcome } from '../outreach/ports.ts'
import { defaultWorkingHours } from '../sales/working-hours.ts'
import { type AlertKind, toldOf } from '../webhooks/kinds.ts'
import { createAlerts } from './create-alerts.ts'
import { createLookInto } from './look-into.ts'
import { createTellAlert } from './tell.ts'
import { createTellSystems } from './tell-systems.ts'
import { rulesOf } from './watched.ts'

const minute = 60_000
const zhou = { memberId: 'zhoumin', name: '周敏' }

/** Alerts over a store of their own, on Monday 2 March 2026, 09:00; what goes out is put into `sent`. */
const it = withDatabase.extend('world', async ({ db }) => {
  const clock = movableClock()
  const store = createAlertStore(db.connection)
  const sent: SentAttempt[] = []
  const told: { userid: string; words: string; url?: string }[] = []
  const answers: SendOutcome[] = []
  let n = 0
  const tell = createTellAlert({
    store,
    messenger: {
      sendText: async (text) => {
        const answer = answers.shift() ?? { kind: 'sent' }
        if (answer.kind === 'sent') told.push(text)
        return answer
      },
    },
    receivers: {
      of: async (telling) =>
        telling === 'late' ? [{ userid: 'linhai', name: '林海' }] : [{ userid: 'zhoumin', name: '周敏' }],
    },
    publicUrl: 'https://kelu.example.com',
    clock,
    realClock: { now: () => new Date() },
  })
  const outside: { kind: string; key: string; data: Record<string, unknown> }[] = []
  const tellOutside = createTellSystems({ store, tell: async (news) => void outside.push(news) })
  const process = () =>
    createAlerts({
      store,
      attempts: {
        between: async (channel, from, to) =>
          sent.filter((one) => one.channel === channel && one.at > from && one.at <= to),
      },
      rules: () => rulesOf(defaultAlertRules),
      hours: () => defaultWorkingHours,
      tell,
      announce: () => undefined,
      clock,
      log: silentLog,
    })
  const alerts = process()
  return {
    ...{ clock, store, told, answers, alerts, process, outside, tellOutside },
    lookInto: createLookInto({ store, clock }),
    /** So many text messages now, of which so many failed. */
    out(whole: number, failed: number, more: Partial<SentAttempt> = {}) {
      for (let each = 0; each < whole; each += 1) {
        n += 1
        sent.push({
          ...{ touchId: `t${n}`, customerId: `c${n}`, messageId: 'sale', channel: 'sms', at: clock.now() },
          ...{ outcome: each < failed ? 'refused' : 'sent', wasOpened: false, wasClicked: false },
          ...more,
        })
      }
    },
    async pass(minutes: number, by = alerts) {
      clock.set(new Date(clock.now().getTime() + minutes * minute))
      await by.sweep()
    },
    async at(time: string) {
      clock.set(new Date(`2026-03-02T${time}:00+08:00`))
      await alerts.sweep()
    },
  }
})

describe('a figure over its threshold (M18)', () => {
  it('rings once, however often it is looked at and by how many', async ({ world }) => {
    world.out(100, 6)
    const other = world.process()
    await Promise.all([world.alerts.sweep(), other.sweep()])
    await world.pass(1)
    await world.pass(1, other)
    expect(await world.store.live()).toMatchObject([
      { _id: 'smsFailures:1', state: 'open', part: 6, whole: 100, percent: 5 },
    ])
    expect(world.told).toEqual([
      {
        userid: 'zhoumin',
        words: '【预警】短信失败率 6%，超过 5%。请在 3月2日 11:00 前查明原因、写下处理。',
        url: 'https://kelu.example.com/admin/alerts/smsFailures%3A1',
      },
    ])
  })

  it('does not ring for too few people', async ({ world }) => {
    world.out(99, 60)
    await world.alerts.sweep()
    expect(await world.store.live()).toEqual([])
  })

  it('has two hours of working time, not of the night', async ({ world }) => {
    await world.at('17:30')
    world.out(100, 50)
    await world.pass(1)
    const [alert] = await world.store.live()
    // 29 minutes until 18:00, the rest from 09:00 on.
    expect(alert?.dueBy).toEqual(new Date('2026-03-03T10:31:00+08:00'))
  })

  it('tells whoever leads once two hours are over, also when the process was away', async ({ world }) => {
    world.out(100, 6)
    await world.alerts.sweep()
    expect(await world.alerts.nextDueAt()).toEqual(new Date('2026-03-02T11:00:00+08:00'))
    await world.at('10:59')
    expect(world.told).toHaveLength(1)
    await world.pass(7, world.process())
    await world.pass(7)
    expect(world.told.map(({ userid }) => userid)).toEqual(['zhoumin', 'linhai'])
    expect(world.told[1]?.words).toBe(
      '【预警超时】短信失败率 6%，超过 5%。两小时过了，还没有写下原因和处理。',
    )
  })

  it('is over by itself after half an hour that was good, and is the same alert when it comes back', async ({
    world,
  }) => {
    world.out(100, 6)
    await world.alerts.sweep()
    await world.pass(61)
    world.out(100, 0)
    await world.pass(29)
    expect(await world.store.live()).toMatchObject([{ state: 'open' }])
    await world.pass(1)
    expect(await world.store.live()).toMatchObject([{ state: 'recovered' }])
    world.out(100, 30)
    await world.pass(1)
    expect(await world.store.live()).toMatchObject([{ _id: 'smsFailures:1', state: 'open' }])
    expect(world.told.at(-1)?.words).toContain('又出现了')
  })

  it('once explained, rings anew only for what goes out afterwards', async ({ world }) => {
    world.out(100, 20)
    await world.alerts.sweep()
    await world.lookInto.see('smsFailures:1', zhou)
    const explained = { cause: 'content', action: '换回第 1 版', prevention: '' } as const
    await world.lookInto.close('smsFailures:1', explained, zhou)
    await world.pass(5)
    expect(await world.store.live()).toEqual([])
    world.out(100, 20)
    await world.pass(5)
    expect(await world.store.live()).toMatchObject([{ _id: 'smsFailures:2', state: 'open' }])
  })

  it('is told later when WeCom takes nothing at the moment', async ({ world }) => {
    world.answers.push({ kind: 'retryLater', afterMs: 1_000, code: 'timeout' } as SendOutcome)
    world.out(100, 6)
    await world.alerts.sweep()
    expect(world.told).toEqual([])
    await world.pass(1)
    expect(world.told).toHaveLength(1)
  })

  it('of e-mails is how many were opened within a day, looked at by the hour', async ({ world }) => {
    world.out(100, 0, { channel: 'email' })
    world.out(9, 0, { channel: 'email', wasOpened: true })
    await world.pass(23 * 60)
    expect(await world.store.live()).toEqual([])
    await world.pass(120)
    expect(await world.store.live()).toMatchObject([{ figure: 'emailOpens', part: 9, whole: 109 }])
  })
})

describe('whoever looks into an alert', () => {
  it('is the first one, until they pass it on; all of it stands in its course', async ({ world }) => {
    world.out(100, 6)
    await world.alerts.sweep()
    await world.lookInto.see('smsFailures:1', zhou)
    await world.lookInto.see('smsFailures:1', { memberId: 'chenjing', name: '陈静' })
    await world.lookInto.passTo('smsFailures:1', { memberId: 'chenjing', name: '陈静' }, zhou)
    await world.lookInto.acted('smsFailures:1', '暂停流程「沉睡会员唤醒」（186 人）', zhou)
    const closing = { cause: 'content', action: '', prevention: '短信里不用「秒杀」' } as const
    const closed = await world.lookInto.close('smsFailures:1', closing, zhou)
    expect(closed).toMatchObject({
      state: 'closed',
      handler: 'chenjing',
      action: '暂停流程「沉睡会员唤醒」（186 人）',
      prevention: '短信里不用「秒杀」',
    })
    expect(closed.course.map(({ what }) => what)).toEqual([
      'rang',
      'told',
      'seen',
      'passed',
      'acted',
      'closed',
    ])
  })

  it('cannot close it without saying what was done, nor twice', async ({ world }) => {
    world.out(100, 6)
    await world.alerts.sweep()
    const empty = { cause: 'other', action: '', prevention: '' } as const
    await expect(world.lookInto.close('smsFailures:1', empty, zhou)).rejects.toThrow('alert.unexplained')
    await world.lookInto.close('smsFailures:1', { ...empty, action: '看过，是一次抖动' }, zhou)
    await expect(world.lookInto.see('smsFailures:1', zhou)).rejects.toThrow('alert.closed')
    await expect(world.lookInto.see('smsFailures:9', zhou)).rejects.toThrow('alert.not_found')
  })
})

describe('outside systems are told', () => {
  const closing = { cause: 'content', action: '换回第 1 版', prevention: '不用「秒杀」' } as const

  it('that an alert rang, is over, is back and was closed, each once and with no words of people', async ({
    world,
  }) => {
    world.out(100, 6)
    await world.alerts.sweep()
    await world.tellOutside()
    expect(world.outside).toMatchObject([
      {
        kind: 'alert.rang',
        at: new Date('2026-03-02T09:00:00+08:00'),
        data: {
          ...{
            alertId: 'smsFailures:1',
            figure: 'smsFailures',
            percent: 5,
            part: 6,
            whole: 100,
            again: false,
          },
          dueBy: new Date('2026-03-02T11:00:00+08:00'),
        },
      },
    ])
    await world.pass(61)
    world.out(100, 0)
    await world.pass(30)
    await world.tellOutside()
    world.out(100, 30)
    await world.pass(1)
    await world.lookInto.see('smsFailures:1', zhou)
    await world.lookInto.close('smsFailures:1', closing, zhou)
    await world.tellOutside()
    await world.tellOutside()
    expect(world.outside.map(({ kind, data }) => [kind, data.again])).toEqual([
      ['alert.rang', false],
      ['alert.recovered', undefined],
      ['alert.rang', true],
      ['alert.closed', undefined],
    ])
    expect(world.outside.at(-1)?.data).toEqual({
      ...{ alertId: 'smsFailures:1', figure: 'smsFailures', percent: 5, cause: 'content' },
    })
    for (const { kind, data } of world.outside)
      expect(Object.keys(toldOf(kind as AlertKind))).toEqual(expect.arrayContaining(Object.keys(data)))
  })

  it('under the same key where a process died before it was noted, and of what came meanwhile', async ({
    world,
  }) => {
    world.out(100, 6)
    await world.alerts.sweep()
    const dying = createTellSystems({
      store: { ...world.store, change: () => Promise.reject(new Error('killed')) },
      tell: async (news) => void world.outside.push(news),
    })
    await expect(dying()).rejects.toThrow('killed')
    await world.lookInto.close('smsFailures:1', closing, zhou)
    await world.tellOutside()
    expect(world.outside.map(({ kind }) => kind)).toEqual(['alert.rang', 'alert.rang', 'alert.closed'])
    expect(new Set(world.outside.map(({ key }) => key)).size).toBe(2)
    expect(await world.tellOutside()).toBe(0)
  })
})
