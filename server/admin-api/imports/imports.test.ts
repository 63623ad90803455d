import { afterEach, beforeEach, expect, it } from 'vitest'
import { createProducts } from '../../../domain/checkout/products.ts'
import { createCustomers } from '../../../domain/customers/customers.ts'
import { createCustomerIds } from '../../../domain/customers/new-customer.ts'
import { testSealing } from '../../../domain/customers/testing/world.ts'
import type { Imports } from '../../../domain/imports/contract.ts'
import { createCouponImport } from '../../../domain/imports/coupons/import-coupons.ts'
import { createCustomerImport } from '../../../domain/imports/customers/import-customers.ts'
import { createImports } from '../../../domain/imports/imports.ts'
import { createOrderImport } from '../../../domain/imports/orders/import-orders.ts'
import { createProductImport } from '../../../domain/imports/products/import-products.ts'
import { createTagImport } from '../../../domain/imports/tags/import-tags.ts'
import { silentLog } from '../../../domain/log.ts'
import { contract } from '../contract.ts'
import { type AdminWorld, adminWorld, type Ground } from '../testing/world.ts'
import { createImportHandlers } from './handlers.ts'

let world: AdminWorld
let imports: Imports
let marketer: string

function wired(ground: Ground): Imports {
  const { stores, realClock } = ground
  const parts = { seal: testSealing, clock: realClock, log: silentLog }
  const customers = createCustomers({ ...parts, stores, ids: createCustomerIds(realClock) })
  const shared = {
    customers,
    stores,
    seal: testSealing,
    journeys: { segmentsOf: () => [], settleLearnt: async () => {} },
    corp: undefined,
  }
  return createImports({
    ...parts,
    stores,
    kinds: {
      customers: createCustomerImport({ ...shared, traits: () => [] }),
      orders: createOrderImport(shared),
      tags: createTagImport(shared),
      coupons: createCouponImport({ ...shared, batches: () => [] }),
      products: createProductImport({ skus: stores.skus, products: createProducts(stores) }),
    },
    announce: () => {},
    realClock,
  })
}

beforeEach(async () => {
  world = await adminWorld((ground) => {
    imports = wired(ground)
    return {
      contract: { imports: contract.imports },
      handlers: {
        imports: createImportHandlers({
          ...{ imports, store: ground.stores.imports, auditLog: ground.auditLog },
          realClock: ground.realClock,
        }),
      },
    }
  })
  marketer = await world.as('marketer')
})
afterEach(() => world.close())

const work = () => imports.advance({ shouldStop: () => false, touch: async () => {} })
const post = (path: string, body: unknown = undefined, cookie = marketer) =>
  world.call('POST', path, { cookie, ...(body !== undefined && { body }) })

async function upload(text: string): Promise<string> {
  const bytes = Buffer.from(text)
  const begun = await post('/imports', { kind: 'customers', name: '会员.csv', sizeBytes: bytes.length })
  const { id } = begun.body
  const sent = await fetch(`${world.base}/api/v1/imports/${id}/parts/0`, {
    method: 'PUT',
    headers: { origin: 'https://kelu.test', cookie: marketer, 'content-type': 'application/vnd.kelu.part' },
    body: bytes,
  })
  expect(sent.status).toBe(200)
  expect((await post(`/imports/${id}/read`)).status).toBe(200)
  return id
}

it('a file is sent, looked at, checked, taken over, and its bad rows come back', async () => {
  const id = await upload('手机号,姓名,同意短信营销\n13800138000,韩梅梅,是\n1.38E+10,李,\n')
  const read = (await world.call('GET', `/imports/${id}`, { cookie: marketer })).body
  expect(read).toMatchObject({
    state: 'mapping',
    form: 'UTF-8 编码，逗号分隔',
    columns: [{ target: 'phone' }, { target: 'realName' }, { target: 'consent.sms' }],
    firstRows: [
      { row: 2, cells: ['13800138000', '韩梅梅', '是'] },
      { row: 3, cells: ['1.38E+10', '李', ''] },
    ],
  })
  const columns = read.columns.map(({ target }: { target: string }) => target)
  await post(`/imports/${id}/check`, { columns })
  await work()
  const checked = (await world.call('GET', `/imports/${id}`, { cookie: marketer })).body
  expect(checked).toMatchObject({
    state: 'checked',
    checked: { rows: 2, new: 1, bad: 1, 'sms.incomplete': 1 },
  })
  await post(`/imports/${id}/run`)
  await work()
  const list = (await world.call('GET', '/imports', { cookie: marketer })).body
  expect(list.items).toMatchObject([{ id, state: 'done', counts: { new: 1, bad: 1 } }])
  const bad = await post(`/imports/${id}/bad-rows`)
  expect(bad.headers.get('content-disposition')).toContain('attachment')
  expect(bad.body).toMatch(/^手机号,姓名,同意短信营销,原因\r\n1\.38E\+10,李,,手机号：/)
  const deeds = (await world.stores.auditLog.list({ limit: 10 })).map(({ action }) => action)
  expect(deeds).toEqual(expect.arrayContaining(['import.checked', 'import.run', 'import.bad_rows']))
})

it('what stands in a file is for who uploaded it; who answers for all of it gets the bad rows', async () => {
  const id = await upload('手机号\n1\n')
  const other = await world.as('marketer', { _id: 'a-other' })
  const seen = (await world.call('GET', `/imports/${id}`, { cookie: other })).body
  expect(seen.firstRows).toEqual([])
  expect((await post(`/imports/${id}/bad-rows`, undefined, other)).status).toBe(403)
  expect((await post(`/imports/${id}/bad-rows`, undefined, await world.as('owner'))).status).toBe(200)
})

it('a file that cannot be imported is refused in words', async () => {
  const tooLarge = await post('/imports', { kind: 'customers', name: 'a.csv', sizeBytes: 10 * 1024 ** 3 })
  expect(tooLarge).toMatchObject({
    status: 422,
    body: { error: { code: 'import.refused', message: expect.stringMatching(/200 MB/) } },
  })
  const id = await upload('昵称\n韩\n')
  const check = await post(`/imports/${id}/check`, { columns: ['nickname'] })
  expect(check).toMatchObject({
    status: 422,
    body: { error: { message: expect.stringMatching(/至少要有一列/) } },
  })
})

it('one that does not go on says since when, and one that waits for another does not', async () => {
  const first = await upload('手机号\n13800138000\n')
  const second = await upload('手机号\n13800138001\n')
  for (const id of [first, second]) await post(`/imports/${id}/check`, { columns: ['phone'] })
  const still = async (id: string) =>
    (await world.call('GET', `/imports/${id}`, { cookie: marketer })).body.stillSince
  expect([await still(first), await still(second)]).toEqual([null, null])
  world.realClock.advance(121_000)
  expect([await still(first), await still(second)]).toEqual([expect.any(String), null])
  await work()
  expect([await still(first), await still(second)]).toEqual([null, expect.any(String)])
  await work()
  expect(await still(second)).toBeNull()
})

it('nobody else may', async () => {
  for (const role of ['editor', 'analyst', 'sales', 'lead', 'finance'] as const) {
    const cookie = await world.as(role)
    expect((await world.call('GET', '/imports', { cookie })).status).toBe(403)
  }
})
