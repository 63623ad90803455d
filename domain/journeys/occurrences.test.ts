import { describe, expect, it } from 'vitest'
import { aCustomer } from '../audience/testing/people.ts'
import { entrySchema } from '../language/entry.ts'
import { dateWithin, lastOfSchedule, nextOfSchedule } from './occurrences.ts'

const at = (text: string) => new Date(text)
const schedule = (written: object) =>
  entrySchema.parse({ schedule: written, when: { tag: '会员' } }) as Extract<
    ReturnType<typeof entrySchema.parse>,
    { kind: 'schedule' }
  >
const date = (written: object) =>
  entrySchema.parse(written) as Extract<ReturnType<typeof entrySchema.parse>, { kind: 'date' }>

describe('a schedule', () => {
  it('reads cron fields in Shanghai', () => {
    const monthly = schedule({ cron: '0 10 25 * *' })
    expect(nextOfSchedule(monthly, at('2026-03-02T09:00:00+08:00'))).toEqual(at('2026-03-25T10:00:00+08:00'))
    expect(nextOfSchedule(monthly, at('2026-03-25T10:00:00+08:00'))).toEqual(at('2026-04-25T10:00:00+08:00'))
  })
  it('that was missed several times is made up for once', () => {
    const daily = schedule({ cron: '0 10 * * *' })
    expect(lastOfSchedule(daily, at('2026-03-01T12:00:00+08:00'), at('2026-03-05T09:00:00+08:00'))).toEqual(
      at('2026-03-04T10:00:00+08:00'),
    )
    expect(lastOfSchedule(daily, at('2026-03-01T12:00:00+08:00'), at('2026-03-02T09:59:59+08:00'))).toBeNull()
  })
  it('at one time comes once', () => {
    const once = schedule({ at: '2026-03-08T10:00:00+08:00' })
    expect(nextOfSchedule(once, at('2026-03-02T09:00:00+08:00'))).toEqual(at('2026-03-08T10:00:00+08:00'))
    expect(nextOfSchedule(once, at('2026-03-08T10:00:00+08:00'))).toBeNull()
  })
})

describe('a date entry', () => {
  const lo = at('2026-03-01T04:00:00+08:00')
  const hi = at('2026-03-02T04:00:00+08:00')

  it('comes when the date with its offset falls into the time looked at', () => {
    const entry = date({ trait: 'nextOrderOn', minus: '3 days' })
    const nextOrderOn = (text: string) => aCustomer({ traits: { nextOrderOn: at(text) } })
    expect(dateWithin(entry, nextOrderOn('2026-03-04T18:00:00+08:00'), lo, hi)).toEqual(
      at('2026-03-01T18:00:00+08:00'),
    )
    expect(dateWithin(entry, nextOrderOn('2026-03-05T18:00:00+08:00'), lo, hi)).toBeNull()
    expect(dateWithin(entry, aCustomer(), lo, hi)).toBeNull()
  })

  it('comes every year on the local day and at the given time of it', () => {
    const birthday = date({ trait: 'birthday', yearly: true, at: '10:00' })
    const born = aCustomer({ traits: { birthday: '1990-03-01' } })
    expect(dateWithin(birthday, born, lo, hi)).toEqual(at('2026-03-01T10:00:00+08:00'))
    expect(dateWithin(birthday, born, hi, at('2027-02-28T23:00:00+08:00'))).toBeNull()
  })

  it('comes every year where only month and day are known, and for nobody on a day that is none', () => {
    const birthday = date({ trait: 'birthday', yearly: true, at: '10:00' })
    const on = (text: string) => dateWithin(birthday, aCustomer({ traits: { birthday: text } }), lo, hi)
    expect(on('03-01')).toEqual(at('2026-03-01T10:00:00+08:00'))
    expect(on('3月1日')).toEqual(at('2026-03-01T10:00:00+08:00'))
    expect(on('05-20')).toBeNull()
    expect(on('10:00')).toBeNull()
  })

  it('counts from a date of the profile, too', () => {
    const entry = date({ trait: 'registeredAt', plus: '7 days' })
    const customer = aCustomer({ profile: { registeredAt: at('2026-02-22T18:00:00+08:00') } })
    expect(dateWithin(entry, customer, lo, hi)).toEqual(at('2026-03-01T18:00:00+08:00'))
  })

  it('born on 29 February comes on the 28th in other years', () => {
    const birthday = date({ trait: 'birthday', yearly: true, at: '10:00' })
    const born = aCustomer({ traits: { birthday: '1992-02-29' } })
    expect(dateWithin(birthday, born, at('2026-02-27T04:00:00+08:00'), hi)).toEqual(
      at('2026-02-28T10:00:00+08:00'),
    )
  })
})
