import { afterAll, beforeAll, expect, it } from 'vitest'
import type { StoreHours } from '../../models/retail-stores.ts'
import { createStaffStore } from '../../models/staff.ts'
import { type TestDatabase, testDatabase } from '../../test/testing/database.ts'
import { testSealing } from '../customers/testing/world.ts'
import { defaultRules } from '../language/settings.ts'
import { createStaffDirectory } from './staff-directory.ts'
import { staffFileSchema } from './staff-entry.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await testDatabase()
})
afterAll(() => db.drop())

it('people work by their own hours, else by those of their 门店, else by those of the company; days off add up', async () => {
  const ofStores = new Map<string, StoreHours>()
  const company = { ...defaultRules.workingHours, daysOff: ['2026-10-01'], officialOn: () => null }
  const directory = createStaffDirectory({
    store: createStaffStore(db.connection),
    sealing: testSealing,
    companyHours: () => company,
    storeHours: async () => ofStores,
  })
  await directory.save(
    staffFileSchema.parse([
      { userid: 'lilei', name: '李雷', department: '西湖店' },
      { userid: 'hanmei', name: '韩梅', department: '西湖店', hours: { from: '13:00', to: '20:00' } },
      { userid: 'wang', name: '王经理', department: '管理' },
    ]),
  )
  ofStores.set('西湖店', { days: [6, 7], fromMinute: 600, toMinute: 1_320, daysOff: ['2026-12-31'] })

  const hours = new Map((await directory.all()).map((one) => [one._id, one.hours]))
  const ofStore = { days: [6, 7], daysOff: ['2026-10-01', '2026-12-31'], officialOn: company.officialOn }
  expect(hours.get('lilei')).toMatchObject({ ...ofStore, fromMinute: 600, toMinute: 1_320 })
  expect(hours.get('hanmei')).toMatchObject({ ...ofStore, fromMinute: 780, toMinute: 1_200 })
  expect(hours.get('wang')).toMatchObject({ fromMinute: 540, toMinute: 1_080, daysOff: ['2026-10-01'] })
  expect(await directory.hoursOf('LiLei')).toEqual(hours.get('lilei'))
  expect((await directory.find('lilei'))?.hours).toEqual(hours.get('lilei'))
  expect(await directory.hoursOf('stranger')).toMatchObject({ fromMinute: 540, daysOff: ['2026-10-01'] })

  ofStores.clear()
  expect(await directory.hoursOf('lilei')).toMatchObject({ fromMinute: 540 })
})

it('knows whose a phone is, unless two have it or its owner has left', async () => {
  const store = createStaffStore(db.connection)
  const directory = createStaffDirectory({
    ...{ store, sealing: testSealing },
    companyHours: () => ({ ...defaultRules.workingHours, officialOn: () => null }),
  })
  await directory.save(
    staffFileSchema.parse([
      { userid: 'LiLei', name: '李雷', department: '西湖店', phone: '13800000001' },
      { userid: 'hanmei', name: '韩梅', department: '西湖店', phone: '13800000002' },
      { userid: 'twin', name: '双', department: '西湖店', phone: '13800000002' },
      { userid: 'gone', name: '走', department: '西湖店', phone: '13800000003' },
    ]),
  )
  await store.change('gone', { status: 'left' })
  const ownerOf = (phone: string) => directory.useridOfPhone(phone)
  expect(await ownerOf('+8613800000001')).toBe('lilei')
  expect(await ownerOf('+8613800000002')).toBeNull()
  expect(await ownerOf('+8613800000003')).toBeNull()
  expect(await ownerOf('+8613800000004')).toBeNull()
})
