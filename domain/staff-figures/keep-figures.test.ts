import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createStaffFigureStore } from '../../models/staff-figures.ts'
import { type MovableClock, movableClock } from '../../test/testing/clock.ts'
import { type TestDatabase, testDatabase } from '../../test/testing/database.ts'
import { silentLog } from '../log.ts'
import { createKeepFigures } from './keep-figures.ts'
import type { StaffBehaviour } from './ports.ts'
import { sumFigures } from './sum-figures.ts'

let db: TestDatabase
let clock: MovableClock
let asked: string[]
let answer: (userid: string) => Awaited<ReturnType<StaffBehaviour['daysOf']>> | null
beforeEach(async () => {
  db = await testDatabase()
  clock = movableClock()
  asked = []
  answer = () => null
})
afterEach(() => db.drop())

const day = (of: string, chats = 4) => ({
  ...{ day: of, applies: 1, contacts: 1, chats, messages: 9, losses: 0, replyPercent: 50, replyMinutes: 3 },
})
const daysFrom = (from: string, to: string): string[] => {
  const days: string[] = []
  for (let at = Date.parse(from); at <= Date.parse(to); at += 86_400_000)
    days.push(new Date(at).toISOString().slice(0, 10))
  return days
}
/** A process; WeCom tells every day it is asked for, unless `answer` says otherwise. */
const process = (team = ['lilei', 'hanmei']) =>
  createKeepFigures({
    behaviour: {
      async daysOf(userid, from, to) {
        asked.push(`${userid} ${from} ${to}`)
        return answer(userid) ?? { kind: 'told', value: daysFrom(from, to).map((one) => day(one)) }
      },
    },
    store: createStaffFigureStore(db.connection),
    staff: async () => team,
    clock,
    log: silentLog,
  })
const sweepAt = async (local: string, ...processes: ReturnType<typeof process>[]) => {
  clock.set(`${local}+08:00`)
  await Promise.all(processes.map((one) => one.sweep()))
}
const kept = async () =>
  (await createStaffFigureStore(db.connection).between('2026-01-01', '2026-12-31')).length

describe('the figures of members', () => {
  it('are asked for once each morning, by whichever process, at first for thirty days', async () => {
    const both = [process(), process()]
    await sweepAt('2026-03-02T08:29:00', ...both)
    await sweepAt('2026-03-02T08:35:00', ...both)
    await sweepAt('2026-03-02T15:00:00', ...both)
    expect(asked.filter((one) => one.startsWith('lilei'))).toEqual([
      'lilei 2026-01-31 2026-02-28',
      'lilei 2026-03-01 2026-03-01',
    ])
    expect(await kept()).toBe(60)
    expect(await both[0]?.nextDueAt()).toEqual(new Date('2026-03-03T08:30:00+08:00'))
  })

  it('are caught up on after an outage, as far as WeCom tells', async () => {
    await sweepAt('2026-03-02T09:00:00', process(['lilei']))
    await sweepAt('2026-03-07T09:00:00', process(['lilei']))
    await sweepAt('2026-06-01T09:00:00', process(['lilei']))
    expect(asked.slice(1)).toEqual(['lilei 2026-03-02 2026-03-06', 'lilei 2026-05-02 2026-05-31'])
  })

  it('of somebody WeCom does not tell of are asked for the next day; the others’ at once', async () => {
    answer = (userid) => (userid === 'lilei' ? { kind: 'refused', code: '60011' } : null)
    const one = process()
    await sweepAt('2026-03-02T09:00:00', one)
    await sweepAt('2026-03-02T12:00:00', one)
    expect(asked).toHaveLength(2)
    answer = () => null
    await sweepAt('2026-03-03T09:00:00', one)
    expect(asked.at(-2)).toBe('lilei 2026-02-01 2026-03-02')
  })

  it('are asked for again an hour later when the right is missing, and only of one member', async () => {
    answer = () => ({ kind: 'stopped', code: '48002' })
    const one = process()
    await sweepAt('2026-03-02T09:00:00', one)
    expect(asked).toEqual(['lilei 2026-01-31 2026-03-01'])
    answer = () => null
    await sweepAt('2026-03-02T10:01:00', one)
    expect(await kept()).toBe(60)
  })

  it('of several days are one: how well they answered is weighed by the chats', () => {
    const of = (chats: number, replyPercent: number) => ({
      ...{ _id: `l:${chats}`, staff: 'l', heardAt: new Date(0) },
      ...day('2026-03-01', chats),
      replyPercent,
    })
    const quiet = { ...of(0, 0), replyPercent: undefined }
    expect(sumFigures([of(3, 100), of(1, 20), quiet]).get('l')).toMatchObject({
      days: 3,
      chats: 4,
      replyPercent: 80,
    })
  })
})
