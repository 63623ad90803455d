import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type KeyScope, keyScopes } from '../../domain/api-keys/key-scopes.ts'
import { syncMembers } from '../../examples/crm.ts'
import { ordersForBooks } from '../../examples/erp.ts'
import { tellPaid } from '../../examples/shop.ts'
import { tellSale } from '../../examples/till.ts'
import { officeOf } from '../testing/members.ts'
import { type RunningKelu, runningKelu } from '../testing/running-kelu.ts'
import { generatedClient } from './generated-client.ts'

// The whole product, called by systems that know nothing of it but its description.

const partner = {
  journey: 'partner-care',
  name: '合作方关怀',
  entry: { api: true, again: 'always' },
  steps: { mark: { tag: { add: ['合作方来客'] }, next: 'rest' }, rest: { wait: '3 days', next: 'end' } },
}
const byEvent = {
  journey: 'by-event',
  name: '按行为进入',
  entry: { event: 'custom.visited' },
  steps: { mark: { tag: { add: ['来过'] }, next: 'end' } },
}

let world: RunningKelu
beforeAll(async () => {
  world = await runningKelu({ definitions: [partner, byEvent], journeys: [] })
})
afterAll(() => world?.close())

/** A key as an owner makes it on the page. */
async function aKey(scopes: readonly KeyScope[], addresses: string[] = []): Promise<string> {
  const body = { name: '测试系统', scopes, addresses, days: 30 }
  return (await officeOf(world).ask<{ token: string }>('owner', 'POST', '/integrations', body)).token
}
const access = async (...args: Parameters<typeof aKey>) => ({
  url: world.kelu.url as string,
  key: await aKey(...args),
})
const minutesAgo = (minutes: number) => new Date(world.clock.now().getTime() - minutes * 60_000).toISOString()

describe('a client made of the description by an outside generator', () => {
  it('creates, tags, tells events and orders, lets in and out of a flow, asks why, takes a copy along, and erases', async () => {
    const { url, key } = await access(keyScopes)
    const client = await generatedClient(url, key)
    const ids = { ext: { system: 'partner', id: '7' }, phone: '13800138007' }

    const saidAt = minutesAgo(60)
    const made = await client.call('peopleSave', {
      body: {
        ids,
        profile: { nickname: '小七' },
        consents: [
          {
            channel: 'sms',
            state: 'granted',
            at: saidAt,
            text: '我同意',
            textVersion: '3',
            evidence: 'F-7',
          },
        ],
      },
      headers: { 'Idempotency-Key': 'create-7' },
    })
    expect(made.error).toBeUndefined()
    expect(made.data).toMatchObject({ nickname: '小七', phone: '138****8007', consents: { sms: 'granted' } })
    const path = { id: made.data.id }
    const found = await client.call('peopleFind', { body: { phone: '138 0013 8007' } })
    expect(found.data).toMatchObject({ id: path.id })

    await client.call('customersChangeTags', { path, body: { add: ['合作方'] } })
    const visit = { id: 'v1', name: 'custom.visited', at: minutesAgo(5), props: { place: '展台' } }
    const told = await client.call('eventsTell', { body: { events: [{ ...visit, customer: ids }] } })
    expect(told.data).toEqual({ accepted: 1 })
    await client.call('eventsTell', { body: { events: [{ ...visit, customer: { id: path.id } }] } })
    const order = await client.call('orderEventsTell', {
      body: {
        id: 'o1',
        type: 'order.paid',
        at: minutesAgo(4),
        orderId: 'P-1',
        amountFen: 19_900,
        items: [],
        buyer: { ext: ids.ext },
      },
    })
    expect(order.error).toBeUndefined()

    const flow = { path: { id: 'partner-care' }, body: { customer: ids } }
    const entered = await client.call('flowPeopleEnter', { ...flow, headers: { 'Idempotency-Key': 'e1' } })
    expect(entered.data).toMatchObject({ customerId: path.id, entered: true })
    // In it already: once at a time.
    expect((await client.call('flowPeopleEnter', flow)).data).toMatchObject({ entered: false })
    await world.settle()

    const why = await client.call('customersExplain', {
      path,
      query: { kind: 'journey', of: 'partner-care' },
    })
    expect(why.error).toBeUndefined()
    expect((await client.call('flowPeopleLeave', flow)).data).toEqual({ customerId: path.id, left: 1 })
    expect((await client.call('overviewLook', {})).data.figures).toBeDefined()

    const copy = (await client.call('customersExport', { path, body: { reason: '本人要求' } })).data.customer
    expect(copy).toMatchObject({
      profile: { nickname: '小七', phone: '+8613800138007' },
      consent: {
        sms: { state: 'granted', at: saidAt, text: '我同意', textVersion: '3', evidence: 'F-7' },
      },
      journeys: expect.arrayContaining([
        expect.objectContaining({ journey: 'partner-care', state: 'ended', endReason: 'leftByApi' }),
      ]),
    })
    const tags = copy.tags.map(({ name }: { name: string }) => name)
    expect(tags).toEqual(expect.arrayContaining(['合作方', '来过', '合作方来客']))
    const names = copy.events.map(({ name }: { name: string }) => name)
    expect(names.filter((name: string) => name === 'custom.visited')).toHaveLength(1)
    expect(copy.orders).toMatchObject([{ id: 'shop:P-1', paidFen: 19_900 }])

    const erased = await client.call('customersErase', { path, body: { reason: '本人要求' } })
    expect(erased.error).toBeUndefined()
    const gone = await client.call('peopleFind', { body: { phone: '138 0013 8007' } })
    expect(gone.error).toMatchObject({ error: { code: 'customer.not_found' } })
    expect(world.errors).toEqual([])
    await client.remove()
  })

  it('is told where it went wrong, in one shape', async () => {
    const { url, key } = await access(['events:write', 'flows:write', 'customers:write', 'leads:write'])
    const ask = async (path: string, body: object) => {
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
      const answer = await fetch(`${url}/api/v1${path}`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      })
      const { error } = (await answer.json()) as {
        error: { code: string; places?: object; requestId: string }
      }
      expect(error.requestId).toBe(answer.headers.get('x-request-id'))
      return [answer.status, error.code, Object.keys(error.places ?? {})]
    }
    const event = { id: 'e', name: 'custom.visited', at: minutesAgo(1), customer: { phone: '13900139000' } }
    expect(await ask('/events', { events: [event] })).toEqual([
      404,
      'customer.not_found',
      ['events.0.customer'],
    ])
    const props = { phone: '13900139000' }
    expect(await ask('/events', { events: [{ ...event, props }] })).toEqual([
      400,
      'request.malformed',
      ['events.0.props.phone'],
    ])
    expect(await ask('/events', { events: [{ ...event, name: 'order.paid' }] })).toEqual([
      422,
      'request.unprocessable',
      ['events.0.name'],
    ])
    expect(await ask('/customers', { ids: {} })).toEqual([400, 'request.malformed', ['ids']])
    expect(await ask('/customers', { ids: { phone: '13900139001' }, traits: { nonsense: 1 } })).toEqual([
      422,
      'request.unprocessable',
      ['traits.nonsense'],
    ])
    const customer = { phone: '13800138007' }
    expect(await ask('/journeys/nowhere/people', { customer })).toEqual([404, 'journey.not_found', []])
    expect(await ask('/journeys/by-event/people', { customer })).toEqual([409, 'journey.not_by_api', []])
  })
})

describe('a lead', () => {
  it('is kept once, with its consent', async () => {
    const { url, key } = await access(['leads:write', 'customers:read'])
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
    const post = async (path: string, body: object) =>
      (await fetch(`${url}/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) })).json()
    const lead = {
      id: 'l1',
      form: 'expo',
      phone: '13700137001',
      consent: { sms: true, text: '同意接收短信' },
    }
    expect(await post('/leads', lead)).toEqual({ accepted: true })
    expect(await post('/leads', lead)).toEqual({ accepted: true })
    await world.settle()
    const found = (await post('/customers/find', { phone: '13700137001' })) as { id: string }
    expect(found).toMatchObject({ consents: { sms: 'granted' }, tags: expect.arrayContaining(['表单:expo']) })
    const events = await world.kelu.connection
      .collection('events')
      .countDocuments({ customerId: found.id, name: 'lead.submitted' })
    expect(events).toBe(1)
  })
})

describe('the examples', () => {
  const member = { id: '42', phone: '13600136042', name: '陈先生', level: '金卡' }

  it('a CRM keeps customers in step, and an old consent lifts no refusal', async () => {
    const kelu = await access(['customers:write'])
    const agreed = { at: minutesAgo(10), form: 'F-42' }
    const first = await syncMembers(kelu, [{ ...member, agreed }])
    const id = first.get('42') as string
    const refused = { setConsent: { sms: { state: 'refused', source: 'test' } } } as const
    await world.kelu.customers.change(id, refused, 'test:refused')
    expect(await syncMembers(kelu, [{ ...member, level: '黑金', agreed }])).toEqual(first)
    const kept = await world.kelu.customers.find(id)
    expect(kept?.consent.sms?.state).toBe('refused')
    expect(kept?.tags.map(({ name }) => name)).toEqual(expect.arrayContaining(['会员-金卡', '会员-黑金']))
  })

  it('a shop and a till tell sales, once each, and an ERP behind its allow-list reads them', async () => {
    const selling = await access(['orders:write'])
    const paid = {
      no: 'S-1',
      unionid: 'oShopBuyer1',
      paidAt: minutesAgo(9),
      sku: 'p1',
      name: '精华',
      priceFen: 29_900,
    }
    await tellPaid(selling, paid)
    await tellPaid(selling, paid)
    const lines = [{ sku: 'p2', name: '面霜', quantity: 2, priceFen: 9_900 }]
    await tellSale(selling, {
      ...{ no: '0007', at: minutesAgo(8), store: 'S021', seller: 'hanmei', phone: '13600136042' },
      lines,
    })
    await world.settle()
    const orders = await ordersForBooks(await access(['orders:read'], ['127.0.0.1', '::1']))
    expect(orders.filter((id) => id.endsWith('S-1'))).toHaveLength(1)
    expect(orders.filter((id) => id.endsWith('S021-0007'))).toHaveLength(1)
    await expect(ordersForBooks(await access(['orders:read'], ['203.0.113.0/24']))).rejects.toThrow(
      '403 key.wrong_address',
    )
  })
})
