import { describe, expect } from 'vitest'
import { createCodeKeeper } from '../../../domain/channel-codes/keep-codes.ts'
import { createCodeLooks } from '../../../domain/channel-codes/look-at-codes.ts'
import { aCode, keeperWorld } from '../../../domain/channel-codes/testing/keeper.ts'
import { groupDefinitions } from '../../../domain/language/definitions.ts'
import { messageSchema } from '../../../domain/language/message-schema.ts'
import { createRegistry } from '../../../domain/language/registry.ts'
import { silentLog } from '../../../domain/log.ts'
import { createRosterStore } from '../../../models/rosters.ts'
import { customersOn } from '../../../test/testing/customers.ts'
import { withDatabase } from '../../../test/testing/database.ts'
import { contract } from '../contract.ts'
import { adminWorld } from '../testing/world.ts'
import { createChannelCodeHandlers } from './handlers.ts'

const day = 86_400_000
const hello = messageSchema.parse({
  message: 'hello',
  name: '欢迎',
  purpose: 'requested',
  variables: {
    nickname: { from: 'customer.nickname', default: '您' },
    shop: { link: 'https://shop.example/' },
  },
  welcome: { text: '{{nickname}}好，逛逛看：{{shop}}' },
})

const it = withDatabase.extend('world', async ({ db }, { onCleanup }) => {
  const world = await keeperWorld(db)
  const { corp, ways, arrivals, directory, clock } = world
  const realClock = { now: () => new Date() }
  const keeper = createCodeKeeper({
    ...{ corp, ways, arrivals, directory, clock, realClock },
    platform: world.platformOf(),
    codes: () => world.now.codes,
    retired: async () => world.now.retired,
    holder: 'one',
    log: silentLog,
  })
  const looks = createCodeLooks({
    corp,
    keeper,
    retired: async () => world.now.retired,
    arrivals,
    rosters: createRosterStore(db.connection),
    directory,
    clock,
  })
  const { customers } = customersOn(db, clock)
  const registry = () =>
    createRegistry(
      groupDefinitions([
        { kind: 'message', definition: hello },
        ...world.now.codes.map((definition) => ({ kind: 'channel' as const, definition })),
      ]),
    )
  const published = { snapshot: () => ({ registry: registry() }) as never }
  const handlers = { published, wecom: { keeper, looks }, customers, directory, clock, realClock }
  const admin = await adminWorld(() => ({
    contract: { channelCodes: contract.channelCodes },
    handlers: { channelCodes: createChannelCodeHandlers(handlers) },
  }))
  const cookie = await admin.as('marketer')
  onCleanup(async () => {
    await admin.close()
    await world.close()
  })
  return {
    ...world,
    keeper: () => keeper,
    customers,
    get: async (path: string) => (await admin.call('GET', path, { cookie })).body,
    status: async (path: string, role: 'sales' | 'marketer') =>
      (await admin.call('GET', path, { cookie: await admin.as(role) })).status,
  }
})

describe('channel codes on the page', () => {
  it('say who takes customers now, whom WeCom refuses and when nobody will be there', async ({ world }) => {
    await world.sandbox.setStaffPapers('Li.Lei', { realName: 'missing' })
    await world.keeper().sweep()
    const { items } = await world.get('/channel-codes')
    expect(items).toMatchObject([
      { id: 'parcel', state: 'parcel', pool: 2, recent: 0, wrong: expect.arrayContaining(['李雷不能接']) },
    ])
    const code = await world.get('/channel-codes/parcel')
    expect(code.welcome).toEqual({
      id: 'hello',
      name: '欢迎',
      text: '{{nickname}}好，逛逛看：{{shop}}',
      variables: [
        { kind: 'value', name: 'nickname', from: 'customer.nickname' },
        { kind: 'link', name: 'shop' },
      ],
    })
    expect(code.made).toMatchObject({ usesBackup: true, acceptAtOnce: true })
    expect(code.made.people).toMatchObject([
      { userid: 'hanmeimei', state: 'offShift', span: { from: '13:00', to: '20:00' } },
      { userid: 'li.lei', state: 'refused', refused: { says: '没做实名，企业微信不让接', code: '40098' } },
      { userid: 'chenjing', isBackup: true, state: 'taking' },
    ])
    expect(code.week.days[0]).toBe('2026-03-02')
  })

  it('tell a gap before it happens, and who takes over', async ({ world }) => {
    world.now.codes = [aCode({ staff: { members: ['li.lei'], backup: ['chenjing'] } })]
    await world.keeper().sweep()
    const { items } = await world.get('/channel-codes')
    expect(items[0].wrong).toEqual(['今天 14:00–18:00 没人当班，会走替补陈静'])
  })

  it('have a picture once they are made, and none before', async ({ world }) => {
    expect(await world.status('/channel-codes/parcel/picture', 'marketer')).toBe(404)
    await world.keeper().sweep()
    const picture = await world.get('/channel-codes/parcel/picture')
    expect(picture.type).toBe('png')
    expect(Buffer.from(picture.base64, 'base64').subarray(1, 4).toString()).toBe('PNG')
    expect(await world.status('/channel-codes/parcel', 'sales')).toBe(403)
    expect(await world.status('/channel-codes/nothing', 'marketer')).toBe(404)
  })

  it('count whose seven days are over through every stage, and each count opens its people', async ({
    world,
  }) => {
    const origin = { source: 'test', at: world.clock.now() }
    const claim = { kind: 'external', corp: world.corp, value: 'wm1' } as const
    const { _id } = await world.customers.getOrCreate([claim], origin)
    const code = `${world.corp}:parcel`
    const came = (external: string, daysAgo: number, more: object = {}) =>
      world.arrivals.insert({
        ...{
          _id: `${code}:${external}`,
          code,
          external,
          customerId: _id,
          staff: 'li.lei',
          day: '2026-02-20',
        },
        at: new Date(world.clock.now().getTime() - daysAgo * day),
        ...more,
      })
    await came('wm1', 8, { loggedInAt: world.clock.now(), orderedAt: world.clock.now() })
    await came('wm2', 20, { staysDays: 3, endedAt: world.clock.now() })
    await came('wm3', 3)
    await came('wm4', 40)
    const { funnel, recent, came: settled, stayed } = await world.get('/channel-codes/parcel')
    expect(funnel.stages.map(({ count }: { count: number }) => count)).toEqual([2, 2, 1, 1, 1])
    expect([recent, settled, stayed]).toEqual([1, 2, 1])
    const people = await world.get('/channel-codes/parcel/people?stage=day7')
    expect(people).toMatchObject({ isAll: true, items: [{ id: _id, staff: '李雷' }] })
  })

  it('that are made by hand, or over, say so', async ({ world }) => {
    world.now.codes = [aCode({ staff: undefined, until: '2026-03-01' })]
    expect((await world.get('/channel-codes')).items).toMatchObject([{ pool: null, isOver: true, wrong: [] }])
    expect(await world.get('/channel-codes/parcel')).toMatchObject({ made: null, week: null })
  })

  it('that are stopped say since when, and who came by them all the same', async ({ world }) => {
    await world.keeper().sweep()
    Object.assign(world.now, { codes: [], retired: [{ id: 'parcel', name: '包裹卡', state: 'parcel' }] })
    await world.arrive('wm1', 'li.lei', '2026-03-02')
    await world.advance(1_000)
    await world.keeper().sweep()
    const stoppedAt = world.clock.now().toISOString()
    await world.advance(1_000)
    await world.arrive('wm2', 'li.lei', '2026-03-02')
    const { items, stopped } = await world.get('/channel-codes')
    expect([items, stopped]).toEqual([
      [],
      [{ id: 'parcel', name: '包裹卡', state: 'parcel', stoppedAt, late: 1 }],
    ])
  })
})
