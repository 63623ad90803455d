import { test as base, describe, expect } from 'vitest'
import { news, newsFlow } from '../group-sends/texts.ts'
import { aGroupSendWorld, type GroupSendWorld } from '../group-sends/world.ts'
import { batchesOf, confirm, customersOf, handOver, wayOf } from './leaver.ts'

// biome-ignore lint/correctness/noEmptyPattern: vitest reads from the pattern that nothing is asked for
const it = base.extend('world', async ({}, { onCleanup }): Promise<GroupSendWorld> => {
  const world = await aGroupSendWorld({
    staff: ['ZhangSan', 'LiSi'],
    settings: { wecomGroupSendRule: 'day' },
  })
  onCleanup(() => world.close())
  await world.publish([news, newsFlow('flow')].join('---'))
  await world.moveTo(world.at('09:05'))
  return world
})

describe('pending group-sends of a member who hands over', () => {
  it('are cancelled: a colleague who is a friend is asked in the next window, who has no other gets it another way that day', async ({
    world,
  }) => {
    const [shared, own] = await customersOf(world)
    await world.moveTo(world.at('10:00'))
    expect(await world.sandbox.groupSendsOf('ZhangSan')).toHaveLength(1)
    await handOver(world)
    await world.moveTo(world.at('10:10'))
    expect(await world.sandbox.groupSendsOf('ZhangSan')).toEqual([])
    expect(await batchesOf(world)).toEqual([['done', 1]])
    expect(await wayOf(world, own)).toBe('sent sms')
    await world.moveTo(world.at('16:45'))
    await confirm(world, 'LiSi')
    await world.moveTo(world.at('16:55'))
    expect(await wayOf(world, shared)).toBe('sent wecom')
    expect([await world.gotInWecom(), world.sms.calls.length]).toEqual([[world.externalOf(shared)], 1])
  })

  it('that WeCom was not asked for yet are never asked of them', async ({ world }) => {
    const [shared, own] = await customersOf(world)
    await world.moveTo(world.at('09:33'))
    await handOver(world)
    await world.moveTo(world.at('09:36'))
    expect(await batchesOf(world)).toEqual([['done', 1]])
    await world.moveTo(world.at('09:50'))
    expect(await world.sandbox.groupSendsOf('ZhangSan')).toEqual([])
    await confirm(world, 'LiSi')
    await world.moveTo(world.at('10:00'))
    expect([await wayOf(world, shared), await wayOf(world, own)]).toEqual(['sent wecom', 'sent sms'])
  })

  it('nor when whoever took them away died before everybody was let go', async ({ world }) => {
    await customersOf(world)
    await world.moveTo(world.at('09:33'))
    await world.connection
      .collection('groupSends')
      .updateMany({}, { $set: { state: 'closing', reason: 'handedOver', dueAt: world.at('09:45') } })
    await world.moveTo(world.at('10:00'))
    expect(await world.sandbox.groupSendsOf('ZhangSan')).toEqual([])
  })

  it('that they confirm at the same moment count as sent, and nobody gets it again', async ({ world }) => {
    const [shared, own] = await customersOf(world)
    await world.moveTo(world.at('10:00'))
    await handOver(world)
    await world.kelu.handOvers.sweep()
    await confirm(world, 'ZhangSan')
    await world.moveTo(world.at('20:00'))
    expect([await wayOf(world, shared), await wayOf(world, own)]).toEqual(['sent wecom', 'sent wecom'])
    expect([(await world.gotInWecom()).length, world.sms.calls]).toEqual([2, []])
    expect(await batchesOf(world)).toEqual([['done', 1]])
  })

  it('are refused by nobody when there are none', async ({ world }) => {
    const estate = await world.kelu.handOvers.estateOf('ZhangSan', 'onjob')
    expect(estate.get('batch')).toEqual([])
  })
})
