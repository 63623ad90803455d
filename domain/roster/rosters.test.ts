import { DateTime } from 'luxon'
import { describe, expect } from 'vitest'
import { createRosterStore, type Roster } from '../../models/rosters.ts'
import { createStaffStore } from '../../models/staff.ts'
import { withDatabase as it } from '../../test/testing/database.ts'
import { testSealing } from '../customers/testing/world.ts'
import { defaultRules } from '../language/settings.ts'
import { chooseAssignee } from '../sales/choose-assignee.ts'
import { createStaffDirectory } from '../sales/staff-directory.ts'
import { staffFileSchema } from '../sales/staff-entry.ts'
import { addWorkingTime, isWorking, nextWorking, spanOn, workingMsBetween } from '../sales/working-hours.ts'
import { readXlsx } from '../spreadsheet/read-xlsx.ts'
import { gapsIn } from './gaps.ts'
import { createKeptRosters } from './keep-rosters.ts'
import { faultsOf, usualShifts } from './roster-rules.ts'
import { rostersOf } from './rosters.ts'
import { weekOf } from './week-view.ts'

const at = (local: string) => new Date(`${local}+08:00`)
const hour = 3_600_000
/** 30 November 2026 is a Monday. */
const xihu: Roster = {
  _id: '西湖店',
  rev: 1,
  shifts: [...usualShifts],
  week: [
    { userid: 'hanmei', days: ['早', '休', '早', '早', '早', '早', '休'] },
    { userid: 'lilei', days: ['晚', '休', '晚', '晚', '晚', '休', '全天'] },
  ],
  exceptions: [{ day: '2026-12-02', userid: 'hanmei', shift: '休' }],
  by: 'chenjing',
  at: at('2026-11-29T12:00'),
}

async function directoryWith(
  db: { connection: Parameters<typeof createStaffStore>[0] },
  rosters: Roster[],
  officialOn: () => 'off' | 'work' | null = () => null,
) {
  const directory = createStaffDirectory({
    store: createStaffStore(db.connection),
    sealing: testSealing,
    companyHours: () => ({ ...defaultRules.workingHours, officialOn }),
    rosters: async () => rostersOf(rosters),
  })
  await directory.save(
    staffFileSchema.parse([
      { userid: 'HanMei', name: '韩梅梅', department: '西湖店', daysOff: ['2026-12-04'] },
      { userid: 'lilei', name: '李雷', department: '西湖店' },
      { userid: 'zhao', name: '赵毅', department: '西湖店' },
      { userid: 'sun', name: '孙倩', department: '滨江店' },
    ]),
  )
  return directory
}

describe('working time by roster', () => {
  it('is the shift of the day, single days over the week, and days off over both', async ({ db }) => {
    const directory = await directoryWith(db, [xihu])
    const hours = await directory.hoursOf('HanMei')
    const span = (day: string) => spanOn(DateTime.fromISO(day), hours)
    expect(span('2026-11-30')).toMatchObject({ fromMinute: 600, toMinute: 1_080 })
    expect(span('2026-12-01')).toBeNull()
    expect(span('2026-12-02')).toBeNull()
    expect(span('2026-12-04')).toBeNull()
    expect(nextWorking(at('2026-12-03T19:00'), hours)).toEqual(at('2026-12-05T10:00'))
  })

  it('counts deadlines over shifts of different length', async ({ db }) => {
    const hours = await (await directoryWith(db, [xihu])).hoursOf('lilei')
    // Friday evening, Saturday off, Sunday from ten.
    expect(addWorkingTime(at('2026-12-04T21:00'), 2 * hour, hours)).toEqual(at('2026-12-06T11:00'))
    expect(workingMsBetween(at('2026-12-04T00:00'), at('2026-12-07T00:00'), hours)).toBe(20 * hour)
  })

  it('holds on official holidays for whom a roster names, and on no others', async ({ db }) => {
    const directory = await directoryWith(db, [xihu], () => 'off')
    const noon = at('2026-11-30T15:00')
    expect(isWorking(noon, await directory.hoursOf('lilei'))).toBe(true)
    expect(isWorking(noon, await directory.hoursOf('zhao'))).toBe(false)
  })

  it('is that of shop and company for whom no roster of their department names', async ({ db }) => {
    const directory = await directoryWith(db, [xihu])
    expect(isWorking(at('2026-12-01T09:30'), await directory.hoursOf('zhao'))).toBe(true)
    expect(isWorking(at('2026-12-01T09:30'), await directory.hoursOf('sun'))).toBe(true)
  })

  it('gives no task to whoever is off shift', async ({ db }) => {
    const staff = (await (await directoryWith(db, [xihu])).all()).filter(
      ({ _id }) => _id !== 'zhao' && _id !== 'sun',
    )
    const customer = { _id: 'c1', follows: [], profile: {}, owner: 'hanmei' }
    const choose = (now: Date) =>
      chooseAssignee({
        ...{ customer: customer as never, staff, exclude: [], loads: new Map(), now },
        ...{ full: new Set<string>(), whenFull: 'passOn' as const },
      })
    // Monday belongs to both shifts, Sunday to 李雷 alone, Tuesday to nobody.
    expect(choose(at('2026-12-06T11:00'))).toMatchObject({ assignee: { userid: 'lilei' } })
    expect(choose(at('2026-12-01T11:00'))).toEqual({ kind: 'nobody' })
  })
})

describe('the week of a department', () => {
  it('shows each day with what of the opening hours nobody works', async ({ db }) => {
    const people = (await (await directoryWith(db, [xihu])).all()).filter(({ _id }) =>
      ['hanmei', 'lilei'].includes(_id),
    )
    const openOn = () => ({ fromMinute: 600, toMinute: 1_320 })
    const week = weekOf({ from: '2026-11-30', people, rosters: [xihu], openOn })
    expect(week.people[0]?.cells.map(({ shift }) => shift)).toEqual([
      '早',
      '休',
      '休',
      '早',
      '早',
      '早',
      '休',
    ])
    expect(week.gaps).toEqual([
      [],
      [{ fromMinute: 600, toMinute: 1_320 }],
      [{ fromMinute: 600, toMinute: 840 }],
      [],
      [{ fromMinute: 600, toMinute: 840 }],
      [{ fromMinute: 1_080, toMinute: 1_320 }],
      [],
    ])
  })

  it.each([
    ['nobody', [], [[600, 1_320]]],
    [
      'shifts that meet',
      [
        [600, 900],
        [900, 1_320],
      ],
      [],
    ],
    [
      'shifts that overlap, in any order',
      [
        [800, 1_400],
        [500, 900],
      ],
      [],
    ],
    [
      'a hole and an early end',
      [
        [700, 800],
        [900, 1_200],
      ],
      [
        [600, 700],
        [800, 900],
        [1_200, 1_320],
      ],
    ],
    ['a shift outside', [[0, 500]], [[600, 1_320]]],
  ])('gaps with %s', (_what, covered, gaps) => {
    const window = ([fromMinute = 0, toMinute = 0]: number[]) => ({ fromMinute, toMinute })
    expect(gapsIn(window([600, 1_320]), covered.map(window))).toEqual(gaps.map(window))
  })
})

describe('a roster that is written', () => {
  const rostersIn = async (db: { connection: Parameters<typeof createStaffStore>[0] }) =>
    createKeptRosters({
      store: createRosterStore(db.connection),
      directory: await directoryWith(db, []),
      realClock: { now: () => at('2026-11-29T12:00') },
    })
  const content = { shifts: [...usualShifts], week: xihu.week, exceptions: [] }

  it('is kept, unless somebody else wrote meanwhile', async ({ db }) => {
    const rosters = await rostersIn(db)
    const first = await Promise.allSettled([
      rosters.save('西湖店', { rev: 0, ...content }, 'a'),
      rosters.save('西湖店', { rev: 0, ...content }, 'b'),
    ])
    expect(first.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await expect(rosters.save('西湖店', { rev: 0, ...content }, 'c')).rejects.toMatchObject({
      code: 'roster.changed',
    })
    expect(await rosters.save('西湖店', { rev: 1, ...content, week: [] }, 'c')).toMatchObject({
      kind: 'saved',
    })
    expect(await rosters.contentOf('西湖店')).toMatchObject({ rev: 2, week: [] })
    await expect(rosters.remove('西湖店', 1)).rejects.toMatchObject({ code: 'roster.changed' })
    await rosters.remove('西湖店', 2)
    expect(await rosters.contentOf('西湖店')).toMatchObject({ rev: 0, shifts: usualShifts })
  })

  it('that cannot be names each place', () => {
    const days = ['早', '夜', '休', '休', '休', '休', '休']
    const shifts = [
      { name: '早', fromMinute: 600, toMinute: 600 },
      { name: '早', fromMinute: 600, toMinute: 700 },
      { name: '休', fromMinute: 600, toMinute: 700 },
    ]
    const exceptions = [
      { day: '2026-13-01', userid: 'nobody', shift: '早' },
      { day: '2026-12-01', userid: 'lilei', shift: '早' },
      { day: '2026-12-01', userid: 'lilei', shift: '休' },
    ]
    const week = [
      { userid: 'lilei', days },
      { userid: 'lilei', days: ['早'] },
    ]
    expect(Object.keys(faultsOf({ shifts, week, exceptions })).sort()).toEqual([
      'exceptions.0.day',
      'exceptions.0.userid',
      'exceptions.2.day',
      'shifts.0.to',
      'shifts.1.name',
      'shifts.2.name',
      'week.0.days.1',
      'week.1.days',
      'week.1.userid',
    ])
  })

  it('comes back from its own template, and people a sheet leaves out stay', async ({ db }) => {
    const rosters = await rostersIn(db)
    await rosters.save('西湖店', { rev: 0, ...content }, 'a')
    const template = await rosters.template('西湖店')
    expect((await readXlsx(template))[1]?.cells.get(0)).toEqual({ kind: 'text', text: '韩梅梅' })
    const read = await rosters.read('西湖店', template)
    expect(read).toMatchObject({ week: expect.arrayContaining(xihu.week), exceptions: [] })
    expect(await rosters.read('西湖店', Buffer.from('csv'))).toEqual({
      faults: [{ cell: '', message: expect.stringContaining('.xlsx') }],
    })
  })
})
