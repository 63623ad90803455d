import { describe, expect, it } from 'vitest'
import { faultsByField, formOf, sentencesOf, writtenOf } from './form.ts'

const written = {
  settings: 'company',
  name: '公司设置',
  caps: { perDay: 3, perWeek: 6, channels: { sms: { perWeek: 2 }, popup: { perDay: 1 } }, categories: { 上新: { perWeek: 1 } } },
  quietHours: { all: '22:00-08:00', channels: { email: '20:00-08:00' } },
  exclude: { 员工: { tag: '员工' } },
  reminders: { unpaidOrder: '2 hours' },
}

describe('the form', () => {
  it('shows what is written, and what holds for what is not', () => {
    expect(formOf(written)).toMatchObject({
      perDay: 3,
      smsPerDay: null,
      smsPerWeek: 2,
      smsQuietFrom: '20:00',
      workDays: [1, 2, 3, 4, 5, 6],
      unpaidMinutes: 120,
      couponDays: 3,
      reviewPeople: null,
    })
  })

  it('leaves what it does not know as it is', () => {
    const form = { ...formOf(written), perDay: 2, smsPerWeek: null, reviewPeople: 5_000, reviewCouponYuan: 99.5 }
    expect(writtenOf(written, form)).toMatchObject({
      name: '公司设置',
      caps: { perDay: 2, channels: { popup: { perDay: 1 } }, categories: { 上新: { perWeek: 1 } } },
      quietHours: { channels: { email: '20:00-08:00', sms: '20:00-09:00' } },
      exclude: { 员工: { tag: '员工' } },
      review: { people: 5_000, couponFen: 9_950 },
    })
    expect(writtenOf(written, form).caps).not.toHaveProperty('channels.sms')
  })

  it('takes the rules for reviews away when none is left', () => {
    const before = { ...written, review: { settings: true } }
    expect(writtenOf(before, { ...formOf(before), reviewSettings: false })).not.toHaveProperty('review')
  })
})

it('says what it does in sentences', () => {
  const said = sentencesOf({ ...formOf(written), reviewPeople: 5_000, reviewSettings: true })
  expect(said.caps).toBe('每位客户每天最多收到 3 条、每周 6 条营销消息，其中短信每周 2 条；满了的等下一天，或不发')
  expect(said.review).toBe('一次触达超过 5000 人、放宽触达的设置，要第二个人复核才发布')
})

it('puts faults at their fields', () => {
  expect(
    faultsByField([
      { path: 'caps.perDay', sentence: '应为 1 到 100' },
      { path: 'exclude.x', sentence: '应为规则' },
    ]),
  ).toEqual({ perDay: '应为 1 到 100', other: '应为规则' })
})
