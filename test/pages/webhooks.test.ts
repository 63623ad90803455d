import { afterAll, beforeAll, expect, it } from 'vitest'
import { createSealing } from '../../domain/customers/sealing.ts'
import { createWebhookDeliveryStore } from '../../models/webhook-deliveries.ts'
import { createWebhookStore } from '../../models/webhooks.ts'
import { widths } from './browser.ts'
import { type PageWorld, pageWorld } from './page-world.ts'

let world: PageWorld

beforeAll(async () => {
  world = await pageWorld()
  const { dataKeys: data, blindIndexKey: blindIndex } = world.config
  const { seal } = createSealing({ data, blindIndex })
  const at = world.clock.now()
  // Paused: nobody is called from a test.
  await createWebhookStore(world.kelu.connection).create({
    ...{ _id: 'crm', direction: 'out', rev: 1, name: '客户管理系统', url: 'https://crm.example/kelu' },
    ...{ events: ['order.paid'], state: 'paused', paused: { because: 'failing', at } },
    secrets: [{ id: 's1', value: seal('whsec_x'), createdAt: at }],
    ...{ failingSince: at, createdAt: at, by: '运维', at },
  })
  const deliveries = createWebhookDeliveryStore(world.kelu.connection)
  for (const n of [1, 2]) {
    await deliveries.add({
      ...{ _id: `msg_${n}`, webhookId: 'crm', kind: 'order.paid', createdAt: at },
      body: '{"type":"order.paid","data":{"orderId":"o-1"}}',
    })
    const claimed = await deliveries.claim('crm', 'w:1', at, at)
    if (claimed === null) throw new Error('nothing is due')
    const next = { state: n === 1 ? ('dead' as const) : ('delivered' as const), dueAt: at, firstTriedAt: at }
    await deliveries.settle(claimed, { at, status: n === 1 ? 302 : 204 }, next)
  }
})
afterAll(() => world?.close())

it.each(Object.entries(widths))(
  'outside systems and what one was told have no fault on a %s',
  async (_, width) => {
    const { page, axe, faults, follow, close } = await world.openPage('operator', '/webhooks', width)
    await page.getByRole('heading', { level: 1, name: 'Webhook', exact: true }).waitFor()
    await page.getByText('连续几天没送到，自动暂停').first().waitFor()
    expect(await axe()).toEqual([])
    await follow('/webhooks/crm')
    await page.getByText('答 302 要转去别处').waitFor()
    expect(await axe()).toEqual([])
    expect(faults).toEqual([])
    await close()
  },
)

it('a sender is registered, and its secret is shown this once', async () => {
  const { page, axe, faults, close } = await world.openPage('operator', '/webhooks')
  await page.getByRole('button', { name: '登记一个系统' }).click()
  await page.getByText('它推给客旅', { exact: true }).last().click()
  await page.getByLabel('名称').fill('收银系统')
  await page.getByLabel('代号').fill('till')
  expect(await axe()).toEqual([])
  await page.getByRole('button', { name: '登记', exact: true }).click()
  const secret = await page.locator('code').innerText()
  expect(secret).toMatch(/^whsec_/)
  await page.getByRole('button', { name: '已经记下' }).click()
  await page.getByRole('link', { name: '收银系统' }).click()
  await page.getByText('/hooks/in/till').waitFor()
  expect(await page.content()).not.toContain(secret)
  expect(faults).toEqual([])
  await close()
})

it('what was given up is replayed by one press', async () => {
  const { page, faults, close } = await world.openPage('operator', '/webhooks/crm')
  await page.getByRole('button', { name: '重投全部放弃了的' }).click()
  await page.getByText('1 条已排上').waitFor()
  await page.getByText('等投递').last().waitFor()
  expect(faults).toEqual([])
  await close()
})
