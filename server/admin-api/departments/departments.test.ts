import { afterAll, beforeAll, expect, it } from 'vitest'
import { contract } from '../contract.ts'
import { type AdminWorld, adminWorld } from '../testing/world.ts'
import { createDepartmentHandlers } from './handlers.ts'

let world: AdminWorld
beforeAll(async () => {
  world = await adminWorld(({ stores }) => ({
    contract: { departments: contract.departments },
    handlers: {
      departments: createDepartmentHandlers({
        staff: stores.staff,
        stores: stores.retailStores,
        members: stores.members,
      }),
    },
  }))
  const { staff, retailStores } = world.stores
  await staff.save({
    _id: 'lilei',
    name: '李雷',
    department: '华东/杭州',
    onDuty: true,
    inFallbackPool: false,
  })
  await staff.save({
    _id: 'hanmei',
    name: '韩梅',
    department: '华东/杭州',
    onDuty: false,
    inFallbackPool: false,
  })
  await staff.save({ _id: 'wang', name: '王芳', department: '华东', onDuty: true, inFallbackPool: false })
  const hours = { days: [6, 7], fromMinute: 600, toMinute: 1_320, daysOff: [] }
  await retailStores.save({ _id: 'XH01', name: '西湖店', department: '华东/杭州', lead: 'lilei' })
  await retailStores.save({ _id: 'GZ01', name: '广州店', department: '华南', lead: 'unknown', hours })
  await world.aMember({ _id: 'chen', name: '陈静', role: 'lead', stores: ['XH01'] })
  await world.aMember({
    _id: 'gone',
    name: '前店长',
    role: 'lead',
    departments: ['撤了的'],
    state: 'suspended',
  })
})
afterAll(() => world.close())

const list = async (cookie: string) => (await world.call('GET', '/departments', { cookie })).body.items

it('are what people, shops and members name, each below what it is a part of', async () => {
  expect(await list(await world.as('marketer'))).toEqual([
    {
      name: '华东',
      label: '华东',
      depth: 0,
      stores: [],
      staff: [{ userid: 'wang', name: '王芳', onDuty: true }],
      members: [],
      hasOwnHours: false,
    },
    {
      name: '华东/杭州',
      label: '杭州',
      depth: 1,
      stores: [{ code: 'XH01', name: '西湖店', lead: '李雷' }],
      staff: [
        { userid: 'hanmei', name: '韩梅', onDuty: false },
        { userid: 'lilei', name: '李雷', onDuty: true },
      ],
      members: [{ name: '陈静', roleName: '店长' }],
      hasOwnHours: false,
    },
    {
      name: '华南',
      label: '华南',
      depth: 0,
      stores: [{ code: 'GZ01', name: '广州店', lead: 'unknown' }],
      staff: [],
      members: [],
      hasOwnHours: true,
    },
  ])
})

it('a lead sees their own', async () => {
  const named = (items: { name: string }[]) => items.map(({ name }) => name)
  expect(named(await list(await world.cookieOf('chen')))).toEqual(['华东/杭州'])
  expect(named(await list(await world.as('lead')))).toEqual([])
  expect((await world.call('GET', '/departments', { cookie: await world.as('sales') })).status).toBe(403)
})
