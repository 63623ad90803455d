import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { contract } from '../contract.ts'
import { type AdminWorld, adminWorld } from '../testing/world.ts'
import { createStoreHandlers } from './handlers.ts'

let world: AdminWorld
let marketer: string
beforeEach(async () => {
  world = await adminWorld(({ stores, auditLog }) => ({
    contract: { stores: contract.stores },
    handlers: { stores: createStoreHandlers({ stores: stores.retailStores, auditLog }) },
  }))
  marketer = await world.as('marketer')
})
afterEach(() => world.close())

const xihu = { name: '西湖店', department: '门店一部', region: '杭州', lead: 'ChenJing' }
const save = (code: string, body: object) => world.call('PUT', `/stores/${code}`, { cookie: marketer, body })

it('a 门店 is added, changed and removed, each by whom is noted; everybody may read them', async () => {
  expect((await save('XH01', xihu)).body).toEqual({
    code: 'XH01',
    ...xihu,
    lead: 'chenjing',
    hours: null,
    isOwn: true,
  })
  await save('XH01', { name: '西湖旗舰店', department: '门店一部' })
  expect((await world.call('GET', '/stores', { cookie: await world.as('sales') })).body.items).toEqual([
    {
      code: 'XH01',
      name: '西湖旗舰店',
      department: '门店一部',
      region: null,
      lead: null,
      hours: null,
      isOwn: false,
    },
  ])
  expect((await world.call('DELETE', '/stores/XH01', { cookie: marketer })).status).toBe(200)
  expect((await world.call('DELETE', '/stores/XH01', { cookie: marketer })).status).toBe(404)
  expect(await world.auditLog.list({ on: 'store:XH01', limit: 9 })).toMatchObject([
    { action: 'store.removed', by: 'a-marketer' },
    { action: 'store.saved' },
    { action: 'store.saved' },
  ])
})

it('a code that is none, and a name left out, are told at their place', async () => {
  expect((await save('西湖', xihu)).body.error.places).toEqual({ code: expect.stringContaining('字母') })
  expect((await save('XH01', { ...xihu, name: ' ' })).body.error.places).toEqual({ name: '请填写' })
})

describe('the hours of a 门店', () => {
  const hours = { days: [7, 6, 5], from: '10:00', to: '22:00', daysOff: ['2026-12-31'] }
  const setHours = (code: string, body: object, cookie: string) =>
    world.call('PUT', `/stores/${code}/hours`, { cookie, body })

  it.each([
    ['their stores', { stores: ['XH01'] }],
    ['their departments', { departments: ['门店一部'] }],
    ['where they are 店长', { userid: 'chenjing' }],
  ])(
    'are set by a lead for %s, and for every 门店 of that department; noted with what was before',
    async (_, own) => {
      await save('XH01', xihu)
      await save('XH02', { ...xihu, name: '西湖二店' })
      const lead = await world.as('lead', own)
      const answer = await setHours('XH01', { hours }, lead)
      expect(answer.body).toMatchObject({ hours: { ...hours, days: [5, 6, 7] }, isOwn: true })
      // A change of its name, and a 门店 that is added, keep them.
      expect((await save('XH01', { ...xihu, name: '西湖旗舰店' })).body.hours).toMatchObject({
        from: '10:00',
      })
      expect((await save('XH03', { ...xihu, name: '西湖三店' })).body.hours).toMatchObject({ from: '10:00' })
      expect((await world.stores.retailStores.find('XH02'))?.hours).toMatchObject({
        fromMinute: 600,
        toMinute: 1_320,
      })
      await setHours('XH01', { hours: null }, lead)
      expect((await world.stores.retailStores.find('XH02'))?.hours).toBeUndefined()
      const [last, first] = await world.auditLog.list({ action: 'store.hours_set', limit: 9 })
      expect(first).toMatchObject({ by: 'a-lead', details: { hours: { from: '10:00' }, before: null } })
      expect(last).toMatchObject({ details: { hours: null, before: { from: '10:00' } } })
    },
  )

  it('of others are refused, and say who may', async () => {
    await save('XH01', xihu)
    const answer = await setHours('XH01', { hours }, await world.as('lead', { departments: ['门店二部'] }))
    expect([answer.status, answer.body.error.code]).toEqual([403, 'store.not_own'])
    expect((await setHours('none', { hours }, marketer)).status).toBe(404)
    expect((await setHours('XH01', { hours }, await world.as('sales'))).status).toBe(403)
  })

  it('that cannot be are told at their place', async () => {
    await save('XH01', xihu)
    const late = await setHours('XH01', { hours: { ...hours, from: '22:00', to: '10:00' } }, marketer)
    expect(late.body.error.places).toEqual({ 'hours.to': '下班要晚于上班' })
    const never = await setHours('XH01', { hours: { ...hours, days: [] } }, marketer)
    expect(Object.keys(never.body.error.places)).toEqual(['hours.days'])
  })
})
