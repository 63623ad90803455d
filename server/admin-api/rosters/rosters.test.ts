import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { testSealing } from '../../../domain/customers/testing/world.ts'
import { defaultRules } from '../../../domain/language/settings.ts'
import { createKeptRosters } from '../../../domain/roster/keep-rosters.ts'
import { rostersOf } from '../../../domain/roster/rosters.ts'
import { createStaffDirectory } from '../../../domain/sales/staff-directory.ts'
import { staffFileSchema } from '../../../domain/sales/staff-entry.ts'
import { createRosterStore } from '../../../models/rosters.ts'
import { createStaffStore } from '../../../models/staff.ts'
import { movableClock } from '../../../test/testing/clock.ts'
import { contract } from '../contract.ts'
import { type AdminWorld, adminWorld } from '../testing/world.ts'
import { createRosterHandlers } from './handlers.ts'

let world: AdminWorld
let marketer: string
/** Thursday. */
const clock = movableClock('2026-12-03T14:05:00+08:00')
beforeEach(async () => {
  world = await adminWorld(({ connection, auditLog, realClock }) => {
    const store = createRosterStore(connection)
    const directory = createStaffDirectory({
      store: createStaffStore(connection),
      sealing: testSealing,
      companyHours: () => ({ ...defaultRules.workingHours, officialOn: () => null }),
      rosters: async () => rostersOf(await store.all()),
    })
    const rosters = createKeptRosters({ store, directory, realClock })
    const handlers = createRosterHandlers({ rosters, store, directory, auditLog, clock })
    return { contract: { rosters: contract.rosters }, handlers: { rosters: handlers } }
  })
  await createStaffDirectory({
    store: createStaffStore(world.connection),
    sealing: testSealing,
    companyHours: () => defaultRules.workingHours,
  }).save(
    staffFileSchema.parse([
      { userid: 'hanmei', name: '韩梅梅', department: '西湖店' },
      { userid: 'lilei', name: '李雷', department: '西湖店' },
      { userid: 'sun', name: '孙倩', department: '滨江店' },
    ]),
  )
  marketer = await world.as('marketer')
})
afterEach(() => world.close())

const path = `/rosters/${encodeURIComponent('西湖店')}`
const content = {
  shifts: [{ name: '早', from: '09:00', to: '14:00' }],
  week: [{ userid: 'hanmei', days: ['早', '早', '早', '早', '早', '休', '休'] }],
  exceptions: [{ day: '2026-12-04', userid: 'hanmei', shift: '休' }],
}
const save = (body: object, cookie = marketer) => world.call('PUT', path, { cookie, body })

describe('a roster on the page', () => {
  it('is written and shown with the week it makes: gaps are the opening hours nobody works', async () => {
    expect((await save({ rev: 0, ...content })).body).toEqual({ rev: 1 })
    const { body } = await world.call('GET', path, { cookie: marketer })
    expect(body).toMatchObject({ department: '西湖店', rev: 1, isOwn: true, ...content })
    expect(body.view.days[0]).toBe('2026-11-30')
    const [han, li] = body.view.people
    expect(han.cells.map(({ shift }: { shift: string }) => shift)).toEqual([
      '早',
      '早',
      '早',
      '早',
      '休',
      '休',
      '休',
    ])
    // 李雷 is in no roster: the company's hours, Monday to Saturday.
    expect(li.cells[0]).toEqual({ shift: null, span: { from: '09:00', to: '18:00' } })
    expect(body.view.gaps.flat()).toEqual([])
    expect(await world.auditLog.list({ action: 'roster.saved', limit: 9 })).toMatchObject([
      { by: 'a-marketer' },
    ])
  })

  it('that somebody changed since is not written over, and what cannot be is told at its place', async () => {
    await save({ rev: 0, ...content })
    const late = await save({ rev: 0, ...content })
    expect([late.status, late.body.error.code]).toEqual([409, 'roster.changed'])
    const wrong = await save({ rev: 1, ...content, shifts: [] })
    expect(Object.keys(wrong.body.error.places)).toContain('week.0.days.0')
    const gone = await world.call('DELETE', `${path}?rev=1`, { cookie: marketer })
    expect(gone.status).toBe(200)
  })

  it('is written by a lead of the department, and read by leads of others', async () => {
    const other = await world.as('lead', { departments: ['滨江店'] })
    expect((await save({ rev: 0, ...content }, other)).body.error.code).toBe('roster.not_own')
    expect((await world.call('GET', path, { cookie: other })).body.isOwn).toBe(false)
    const { body } = await world.call('GET', '/rosters', { cookie: other })
    expect(body.items).toEqual([
      { department: '滨江店', people: 1, hasRoster: false, isOwn: true },
      { department: '西湖店', people: 2, hasRoster: false, isOwn: false },
    ])
    expect((await save({ rev: 0, ...content }, await world.as('sales'))).status).toBe(403)
  })
})
