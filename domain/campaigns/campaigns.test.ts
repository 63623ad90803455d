import { describe, expect } from 'vitest'
import { type CampaignFigures, createCampaignStore } from '../../models/campaigns.ts'
import { movableClock } from '../../test/testing/clock.ts'
import { withDatabase } from '../../test/testing/database.ts'
import { silentLog } from '../log.ts'
import { createCampaigns } from './campaigns.ts'
import { createKeepFigures } from './keep-figures.ts'
import { planSchema } from './plan.ts'

const plan = (name: string) => planSchema.parse({ name, from: '2026-12-01', to: '2026-12-10' })
const figures = (rev: number, countedAt: Date): CampaignFigures => ({
  ...{ countedAt, rev, people: 1, byFlow: 1, held: 0, buyers: 0, orders: 0, fen: 0, flows: [], days: [] },
  ...{ smsSegments: 0, coupons: { redeemed: 0, fen: 0, unpriced: 0 } },
})

const it = withDatabase.extend('world', async ({ db }) => {
  const clock = movableClock('2026-12-02T09:00:00+08:00')
  const store = createCampaignStore(db.connection)
  let made = 0
  const newId = () => {
    made += 1
    return `new-${made}`
  }
  const announced: string[] = []
  const announce = (topic: string, id?: string) => void announced.push(`${topic} ${id}`)
  const campaigns = createCampaigns({ store, newId, announce, clock })
  const counting = (count: Parameters<typeof createKeepFigures>[0]['count']) =>
    createKeepFigures({ store, count, announce, clock, realClock: clock, log: silentLog })
  return { clock, store, campaigns, counting, announced }
})

it('of many who save what they read at once, one does, and the others are told', async ({ world }) => {
  const { campaigns, store } = world
  const { _id: id } = await campaigns.save({ rev: 0, plan: plan('双12') }, '周敏')
  const tries = Array.from({ length: 8 }, (_, n) =>
    campaigns.save({ id, rev: 1, plan: plan(`双12 第 ${n} 稿`) }, `同事${n}`).then(
      () => 'saved',
      ({ code }) => code,
    ),
  )
  const came = await Promise.all(tries)
  expect(came.filter((each) => each === 'saved')).toHaveLength(1)
  expect(came.filter((each) => each === 'campaign.changed')).toHaveLength(7)
  expect(await store.find(id)).toMatchObject({ rev: 2, by: `同事${came.indexOf('saved')}` })
  await expect(campaigns.remove(id, 1)).rejects.toMatchObject({ code: 'campaign.changed' })
  await campaigns.remove(id, 2)
  await expect(campaigns.save({ id, rev: 2, plan: plan('双12') }, '周敏')).rejects.toMatchObject({
    code: 'campaign.not_found',
  })
})

describe('a file', () => {
  it('is stored whole, or not at all when somebody changed one of its campaigns', async ({ world }) => {
    const { campaigns, store } = world
    const { _id: id } = await campaigns.save({ rev: 0, plan: plan('旧') }, '周敏')
    const rows = [
      { rev: 0, plan: plan('新') },
      { id, rev: 1, plan: plan('改') },
    ]
    await campaigns.save({ id, rev: 1, plan: plan('别人改的') }, '刘洋')
    await expect(campaigns.saveAll(rows, '周敏')).rejects.toMatchObject({ code: 'campaign.changed' })
    expect((await store.list()).map(({ name }) => name)).toEqual(['别人改的'])
    await campaigns.saveAll(
      [
        { rev: 0, plan: plan('新') },
        { id, rev: 2, plan: plan('改') },
      ],
      '周敏',
    )
    expect((await store.list()).map(({ name }) => name).sort()).toEqual(['改', '新'])
  })

  it('is taken back where somebody is faster while it is stored', async ({ world }) => {
    const { campaigns, store, clock } = world
    const { _id: first } = await campaigns.save({ rev: 0, plan: plan('一') }, '周敏')
    const { _id: second } = await campaigns.save({ rev: 0, plan: plan('二') }, '周敏')
    const racing = createCampaigns({
      ...{ newId: () => 'late', announce: () => {}, clock },
      store: {
        ...store,
        // Somebody saves the second when the first was just stored.
        async save(campaign) {
          if (campaign._id === second) return false
          return store.save(campaign)
        },
      },
    })
    const rows = [
      { rev: 0, plan: plan('新') },
      { id: first, rev: 1, plan: plan('一改') },
      { id: second, rev: 1, plan: plan('二改') },
    ]
    await expect(racing.saveAll(rows, '周敏')).rejects.toMatchObject({ code: 'campaign.changed' })
    expect((await store.list()).map(({ name }) => name).sort()).toEqual(['一', '二'])
  })
})

describe('what it came to', () => {
  it('is counted once it is saved, by one of all processes, and again when it is due', async ({ world }) => {
    const { campaigns, counting, store, clock, announced } = world
    const { _id: id } = await campaigns.save({ rev: 0, plan: plan('双12') }, '周敏')
    let counts = 0
    const keeper = counting(async ({ rev }, now) => {
      counts += 1
      return figures(rev, now)
    })
    await Promise.all([keeper.sweep(), keeper.sweep(), keeper.sweep()])
    expect(counts).toBe(1)
    expect((await store.figuresOf([id])).get(id)).toMatchObject({ rev: 1, countedAt: clock.now() })
    expect(announced).toContain(`campaigns ${id}`)
    expect(await keeper.sweep()).toBe(0)
    clock.advance(5 * 60_000)
    expect(await keeper.sweep()).toBe(1)
    await campaigns.recount(id)
    expect(await keeper.sweep()).toBe(1)
  })

  it('of a plan that was changed while it was counted is counted anew at once', async ({ world }) => {
    const { campaigns, counting, store } = world
    const { _id: id } = await campaigns.save({ rev: 0, plan: plan('双12') }, '周敏')
    const keeper = counting(async ({ rev }, now) => {
      if (rev === 1) await campaigns.save({ id, rev, plan: plan('改了') }, '刘洋')
      return figures(rev, now)
    })
    await keeper.sweep()
    expect(await store.figuresOf([id])).toEqual(new Map())
    expect(await keeper.sweep()).toBe(1)
    expect((await store.figuresOf([id])).get(id)).toMatchObject({ rev: 2 })
  })

  it('is counted by another half an hour after whoever counted died, and of one that is gone nothing is kept', async ({
    world,
  }) => {
    const { campaigns, counting, clock, store } = world
    const { _id: id } = await campaigns.save({ rev: 0, plan: plan('双12') }, '周敏')
    const dying = counting(() => Promise.reject(new Error('killed')))
    await expect(dying.sweep()).rejects.toThrow('killed')
    const keeper = counting(async ({ rev }, now) => figures(rev, now))
    expect(await keeper.sweep()).toBe(0)
    clock.advance(30 * 60_000)
    expect(await keeper.sweep()).toBe(1)
    const leaving = counting(async ({ rev }, now) => {
      await campaigns.remove(id, rev)
      return figures(rev, now)
    })
    await campaigns.recount(id)
    await leaving.sweep()
    expect(await store.figuresOf([id])).toEqual(new Map())
    expect(await keeper.sweep()).toBe(0)
  })
})
