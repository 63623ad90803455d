import { describe, expect } from 'vitest'
import type { Member } from '../../models/members.ts'
import { createReportStore } from '../../models/reports.ts'
import { movableClock } from '../../test/testing/clock.ts'
import { withDatabase } from '../../test/testing/database.ts'
import { defaultReportRules, type ReportRules } from '../language/report-rules.ts'
import { silentLog } from '../log.ts'
import { createScopes } from '../members/scope.ts'
import type { SendOutcome } from '../outreach/ports.ts'
import { createReports } from './create-reports.ts'
import { createDeliver } from './deliver.ts'
import { createReceivers } from './receivers.ts'
import { createReportLinks } from './report-links.ts'
import { aMember, aSection, aStore } from './testing/builders.ts'

class Died extends Error {}
const minute = 60_000

/** Reports over a store of their own, on Tuesday 3 March 2026, 08:00; a process is another `createReports`. */
const it = withDatabase.extend('world', async ({ db }) => {
  const clock = movableClock('2026-03-03T08:00:00+08:00')
  const realClock = movableClock('2026-03-03T08:00:00+08:00')
  const store = createReportStore(db.connection)
  const told: { userid: string; words: string }[] = []
  const files: { userid: string; filename: string }[] = []
  const asked: string[] = []
  const answers: (SendOutcome | 'dies')[] = []
  const members: Member[] = [aMember('lin', 'owner'), aMember('wang', 'lead', { stores: ['XH01'] })]
  const stores = [aStore('XH01'), aStore('JA01')]
  const company = { rules: defaultReportRules as ReportRules, openHours: 0 }
  const people = { members: async () => members, stores: async () => stores, staff: async () => [] }

  const answer = (userid: string): SendOutcome => {
    asked.push(userid)
    const next = answers.shift() ?? { kind: 'sent' }
    if (next === 'dies') throw new Died()
    return next
  }
  const process = () =>
    createReports({
      store,
      contents: async () => async (own) => ({
        sections: (own === 'all' ? [null] : own).map((code) =>
          aSection({ store: code, name: code ?? '全部门店', openHours: company.openHours }),
        ),
        alerts: [],
      }),
      receivers: createReceivers({ ...people, scopes: createScopes(people) }),
      deliver: createDeliver({ store, clock, realClock }),
      messenger: {
        async sendLines({ userid, lines }) {
          const outcome = answer(userid)
          if (outcome.kind === 'sent') told.push({ userid, words: lines[0]?.words ?? '' })
          return outcome
        },
        async sendFile({ userid, filename }) {
          const outcome = answer(userid)
          if (outcome.kind === 'sent') files.push({ userid, filename })
          return outcome
        },
      },
      rules: () => company.rules,
      links: createReportLinks('https://kelu.example'),
      announce: () => undefined,
      clock,
      log: silentLog,
    })
  const control = { touch: async () => undefined, shouldStop: () => false }
  /** A run of the job, as far as it comes. */
  const run = (reports: ReturnType<typeof process>) =>
    reports.advance(control).catch((error: unknown) => {
      if (!(error instanceof Died)) throw error
    })
  const at = (local: string) => clock.set(`${local}+08:00`)
  const states = async (report: string) =>
    Object.fromEntries(
      (await store.deliveriesOf(report)).map(({ _id, state }) => [_id.slice(report.length + 1), state]),
    )
  return { clock, realClock, store, told, files, asked, answers, members, company, process, run, at, states }
})

const later: SendOutcome = { kind: 'retryLater', afterMs: minute, code: '45009' }

describe('日报', () => {
  it('goes at 08:30 to each their own, once, whatever the number of processes', async ({ world }) => {
    const { process, at, run, told, store } = world
    const all = [process(), process(), process()]
    for (const reports of all) await run(reports)
    expect(told).toEqual([])
    expect(await all[0]?.nextAt()).toEqual(new Date('2026-03-03T08:30:00+08:00'))

    at('2026-03-03T08:30')
    expect(await all[0]?.nextAt()).toEqual(new Date('2026-03-03T08:30:00+08:00'))
    await Promise.all([...all, process()].map(run))
    expect(told.sort((one, other) => (one.userid < other.userid ? -1 : 1))).toEqual([
      { userid: 'lin', words: '【日报】3月2日 周一 全部门店' },
      { userid: 'wang', words: '【日报】3月2日 周一 XH01' },
    ])
    expect(await store.find('daily:2026-03-03')).toMatchObject({
      state: 'through',
      told: { sent: 2, not: 0 },
      withoutLead: ['JA01店'],
    })
    expect(await all[0]?.nextAt()).toEqual(new Date('2026-03-04T08:30:00+08:00'))
  })

  it('keeps what it said', async ({ world: { process, at, run, store } }) => {
    const reports = process()
    at('2026-03-03T08:30')
    await run(reports)
    expect(await store.findDelivery('daily:2026-03-03:wang')).toMatchObject({
      ...{ state: 'sent', name: 'wang', role: 'lead' },
      contents: { sections: [{ store: 'XH01' }] },
      lines: expect.arrayContaining([{ words: '【日报】3月2日 周一 XH01' }]),
    })
  })

  it('that was missed while Kelu was down comes late the same day, and not the next', async ({ world }) => {
    const { process, at, run, told } = world
    const reports = process()
    at('2026-03-03T21:00')
    await run(reports)
    expect(told.map(({ words }) => words.slice(0, 10))).toEqual(Array(2).fill('【日报】3月2日 周'))
    at('2026-03-05T08:29')
    await run(reports)
    expect(told).toHaveLength(2)
    at('2026-03-05T08:30')
    await run(reports)
    expect(told.slice(2).map(({ words }) => words)).toContain('【日报】3月4日 周三 全部门店')
    expect(told).toHaveLength(4)
  })

  it('does not come on the day Kelu was set up, when that was later', async ({ world }) => {
    const { process, at, run, told, store } = world
    at('2026-03-03T15:00')
    const reports = process()
    await run(reports)
    expect(told).toEqual([])
    expect(await store.find('daily:2026-03-03')).toMatchObject({ state: 'skipped' })
    expect(await reports.nextAt()).toEqual(new Date('2026-03-04T08:30:00+08:00'))
  })

  it('neither comes on a Monday Kelu was set up on after its time', async ({ world }) => {
    const { process, at, run, told, store } = world
    at('2026-03-09T15:00')
    await run(process())
    expect(told).toEqual([])
    expect(await store.find('daily:2026-03-09')).toMatchObject({ state: 'skipped' })
    expect(await store.find('weekly:2026-03-09')).toMatchObject({ state: 'skipped' })
  })

  it('whose sender died between asking and hearing the answer is not sent a second time', async ({
    world,
  }) => {
    const { process, at, run, answers, asked, realClock, states, store } = world
    const [dying, other] = [process(), process()]
    at('2026-03-03T08:30')
    answers.push('dies')
    await run(dying)
    await run(other)
    expect(asked).toEqual(['lin', 'wang'])
    expect(await states('daily:2026-03-03')).toEqual({ lin: 'sending', wang: 'sent' })
    realClock.advance(2 * minute)
    await run(other)
    await run(process())
    expect(asked).toEqual(['lin', 'wang'])
    expect(await states('daily:2026-03-03')).toEqual({ lin: 'unknown', wang: 'sent' })
    expect(await store.find('daily:2026-03-03')).toMatchObject({ state: 'through' })
  })

  it('whose answer was lost is not sent a second time', async ({ world }) => {
    const { process, at, run, answers, asked, states } = world
    const reports = process()
    at('2026-03-03T08:30')
    answers.push({ kind: 'unknown', code: 'timeout' })
    for (let n = 0; n < 3; n += 1) await run(reports)
    expect(asked).toEqual(['lin', 'wang'])
    expect(await states('daily:2026-03-03')).toEqual({ lin: 'unknown', wang: 'sent' })
  })

  it('that WeCom did not take is sent again, ever later, until its day is over', async ({ world }) => {
    const { process, at, run, answers, asked, states, told } = world
    const reports = process()
    at('2026-03-03T08:30')
    answers.push(later)
    await run(reports)
    await run(reports)
    expect(asked).toEqual(['lin', 'wang'])
    expect(await reports.nextAt()).toEqual(new Date('2026-03-03T08:31:00+08:00'))
    at('2026-03-03T08:31')
    answers.push(later)
    await run(reports)
    expect(await reports.nextAt()).toEqual(new Date('2026-03-03T08:33:00+08:00'))
    at('2026-03-04T08:30')
    await run(reports)
    expect(await states('daily:2026-03-03')).toEqual({ lin: 'refused', wang: 'sent' })
    expect(told.map(({ words }) => words.slice(4, 8))).toEqual(['3月2日', '3月3日', '3月3日'])
  })

  it('stops asking when WeCom takes nothing, and goes on with everybody when it does', async ({ world }) => {
    const { process, at, run, answers, asked, members, told } = world
    for (const name of ['a', 'b', 'c', 'd']) members.push(aMember(name, 'analyst'))
    const reports = process()
    at('2026-03-03T08:30')
    answers.push(later, later, later)
    await run(reports)
    expect(asked).toEqual(['a', 'b', 'c'])
    at('2026-03-03T08:31')
    await run(reports)
    expect(told.map(({ userid }) => userid)).toEqual(['a', 'b', 'c', 'd', 'lin', 'wang'])
  })

  it.for(['60011', '81013'])(
    'that WeCom refuses (%s) is over for that person, and kept with the code',
    async (code, { world }) => {
      const { process, at, run, answers, store, asked } = world
      const reports = process()
      at('2026-03-03T08:30')
      answers.push({ kind: 'refused', reason: 'unreachable', code })
      await run(reports)
      await run(reports)
      expect(asked).toEqual(['lin', 'wang'])
      expect(await store.findDelivery('daily:2026-03-03:lin')).toMatchObject({
        ...{ state: 'refused', reason: 'unreachable', code },
      })
    },
  )

  it('says who has no WeCom account, and who leads no 门店', async ({ world }) => {
    const { process, at, run, members, states, asked } = world
    members.push(
      aMember('mei', 'lead', { userid: undefined as never, stores: ['JA01'] }),
      aMember('new', 'lead'),
    )
    const reports = process()
    at('2026-03-03T08:30')
    await run(reports)
    expect(await states('daily:2026-03-03')).toEqual({
      lin: 'sent',
      wang: 'sent',
      mei: 'noAccount',
      new: 'noStore',
    })
    expect(asked).toEqual(['lin', 'wang'])
  })

  it('is through at once where there is nobody to tell, or nothing where it is off', async ({ world }) => {
    const { process, at, run, members, company, store } = world
    members.splice(0)
    const reports = process()
    at('2026-03-03T08:30')
    await run(reports)
    expect(await store.find('daily:2026-03-03')).toMatchObject({ state: 'through' })
    company.rules = { ...company.rules, daily: 'off', weekly: 'off' }
    at('2026-03-04T08:30')
    await run(reports)
    expect(await store.find('daily:2026-03-04')).toBeNull()
    expect(await reports.nextAt()).toBeNull()
  })

  it('waits a while for figures that are still being counted, and then goes without', async ({ world }) => {
    const { process, at, run, company, told, store } = world
    const reports = process()
    company.openHours = 2
    at('2026-03-03T08:30')
    await run(reports)
    expect(told).toEqual([])
    expect(await reports.nextAt()).toEqual(new Date('2026-03-03T08:31:00+08:00'))
    at('2026-03-03T08:50')
    await run(reports)
    expect(told).toHaveLength(2)
    expect(await store.findDelivery('daily:2026-03-03:lin')).toMatchObject({
      lines: expect.arrayContaining([{ words: '有 2 个小时的数还在算，最后以总览为准' }]),
    })
  })
})

describe('周报', () => {
  it('comes on Monday with a file, after whose answer was lost, too', async ({ world }) => {
    const { process, at, run, told, files, answers } = world
    const reports = process()
    at('2026-03-09T08:30')
    answers.push({ kind: 'sent' }, { kind: 'sent' }, { kind: 'unknown', code: 'timeout' })
    await run(reports)
    expect(told.map(({ words }) => words.slice(0, 4))).toEqual(['【日报】', '【日报】', '【周报】'])
    expect(files).toEqual(
      ['lin', 'wang'].map((userid) => ({ userid, filename: '周报 2026-03-02 2026-03-08.xlsx' })),
    )
  })

  it('sends no file to whom WeCom refuses the words', async ({ world }) => {
    const { process, at, run, files, answers, company } = world
    company.rules = { ...company.rules, daily: 'off' }
    const reports = process()
    at('2026-03-09T08:30')
    answers.push({ kind: 'refused', reason: 'unreachable', code: '60011' })
    await run(reports)
    expect(files.map(({ userid }) => userid)).toEqual(['wang'])
  })
})

it('one is sent to somebody at once, beside those that go by themselves', async ({ world }) => {
  const { process, store, told } = world
  const reports = process()
  const lin = {
    userid: 'lin',
    key: 'lin',
    name: '林海',
    role: 'owner',
    stores: 'all',
    access: 'page',
  } as const
  expect(await reports.sendNow('daily', lin)).toMatchObject({ state: 'sent', to: 'lin' })
  expect(told).toEqual([{ userid: 'lin', words: '【日报】3月2日 周一 全部门店' }])
  expect(await store.latest(10)).toEqual([])
})
