import { afterEach, beforeEach, expect, it } from 'vitest'
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
  expect((await save('XH01', xihu)).body).toEqual({ code: 'XH01', ...xihu, lead: 'chenjing' })
  await save('XH01', { name: '西湖旗舰店', department: '门店一部' })
  expect((await world.call('GET', '/stores', { cookie: await world.as('sales') })).body.items).toEqual([
    { code: 'XH01', name: '西湖旗舰店', department: '门店一部', region: null, lead: null },
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
