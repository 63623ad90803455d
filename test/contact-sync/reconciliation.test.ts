import { afterEach, beforeEach, expect, it } from 'vitest'
import { aMember, aPerson } from '../../sandbox/testing/cast.ts'
import { type SyncWorld, syncWorld } from './world.ts'

const hour = 3_600_000

let world: SyncWorld
beforeEach(async () => {
  world = await syncWorld()
  const { sandbox } = world
  for (const userid of ['LiHua', 'WangFang']) await sandbox.addStaff(aMember(userid))
  for (let n = 1; n <= 4; n += 1) await sandbox.addPerson(aPerson(`客${n}`, n))
  await sandbox.scanAndAdd({ person: '客1', staff: 'LiHua' })
  await sandbox.scanAndAdd({ person: '客2', staff: 'LiHua' })
  await sandbox.scanAndAdd({ person: '客2', staff: 'WangFang' })
  await world.settle()
  await world.round()
  world.clock.advance(hour)
  await sandbox.setClock(world.clock.now().toISOString())
  // From here on nobody hears of anything.
  await sandbox.holdCallbacks()
})
afterEach(() => world.close())

const of = (n: number) => world.customerOf(aPerson(`客${n}`, n))

it('a friend nobody told of is found, as news: the flows of new friends begin, and a callback that comes late is no second one', async () => {
  const { sandbox } = world
  await sandbox.scanAndAdd({ person: '客3', staff: 'WangFang', state: 'poster' })
  const runsBefore = (await world.runs()).length
  const report = await world.round()
  expect(report.counts).toMatchObject({ begun: 1, ended: 0 })
  expect(await of(3)).toMatchObject({ owner: 'WangFang', follows: [{ staff: 'WangFang', state: 'poster' }] })
  expect((await world.runs()).length).toBeGreaterThan(runsBefore)
  await sandbox.releaseCallbacks('asHappened')
  await world.settle()
  expect(await world.events({ name: 'wecom.friend_added', customerId: (await of(3))._id })).toHaveLength(1)
})

it('a friend the member deleted is a friend no more, owned by who is left; without anybody left unreachable', async () => {
  const { sandbox } = world
  await sandbox.removeCustomer({ person: '客1', staff: 'LiHua' })
  await sandbox.removeCustomer({ person: '客2', staff: 'LiHua' })
  world.clock.advance(hour)
  const report = await world.round()
  expect(report.counts).toMatchObject({ ended: 2 })
  expect(await of(1)).toMatchObject({
    follows: [{ staff: 'LiHua', removedBy: 'staff' }],
    reach: { wecom: { state: 'unreachable', reason: 'noFriend' } },
  })
  expect(await of(2)).toMatchObject({ owner: 'WangFang', reach: { wecom: { state: 'reachable' } } })
  expect(await world.events({ name: 'wecom.friend_removed' })).toHaveLength(2)
  await world.round()
  expect(await world.events({ name: 'wecom.friend_removed' })).toHaveLength(2)
})

it('who was erased is not brought back by a friendship of before; who adds a member again is somebody new, with the refusals of before', async () => {
  const { sandbox, kelu } = world
  await kelu.customers.change(
    await of(1),
    { setConsent: { wecom: { state: 'refused', source: 'chat' } } },
    'chat:1',
  )
  const erased = await of(1)
  await kelu.erasures.erase(erased, { by: 'a-owner', reason: '本人要求' })
  await world.round()
  await world.round()
  const known = async () => (await world.customers()).flatMap(({ ids }) => ids)
  expect(await known()).not.toContain(erased.ids[0])

  world.clock.advance(hour)
  await sandbox.setClock(world.clock.now().toISOString())
  await sandbox.removeCustomer({ person: '客1', staff: 'LiHua' })
  await sandbox.scanAndAdd({ person: '客1', staff: 'LiHua' })
  await sandbox.releaseCallbacks('asHappened')
  await world.settle()
  const back = await of(1)
  expect(back._id).not.toBe(erased._id)
  expect(back.consent).toMatchObject({ wecom: { state: 'refused' }, sms: { state: 'refused' } })
})

it('a customer who deleted the member stays left although WeCom lists the pair', async () => {
  const { sandbox } = world
  await sandbox.releaseCallbacks('asHappened')
  await sandbox.removeStaff({ person: '客1', staff: 'LiHua' })
  await world.settle()
  await world.round()
  expect(await of(1)).toMatchObject({
    follows: [{ removedBy: 'customer' }],
    reach: { wecom: { state: 'unreachable' } },
  })
})

it('tags and remarks are those the members have put on; what only one of two members took off stays', async () => {
  const { sandbox } = world
  await sandbox.editCustomer({ person: '客2', staff: 'LiHua', addTags: ['高意向'], remark: '王姐' })
  await sandbox.editCustomer({ person: '客2', staff: 'WangFang', addTags: ['高意向', '爱喝茶'] })
  await world.round()
  const tags = async () => (await of(2)).tags.filter(({ from }) => from === 'wecom').map(({ name }) => name)
  expect((await tags()).sort()).toEqual(['爱喝茶', '高意向'])
  await sandbox.editCustomer({ person: '客2', staff: 'WangFang', removeTags: ['高意向', '爱喝茶'] })
  await world.compareTags()
  expect(await tags()).toEqual(['高意向'])
})

it('friendships of a member who is out of sight for a while do not end', async () => {
  const { sandbox } = world
  await sandbox.addFault({ platform: 'wecom', api: '*', kind: 'errcode', code: 60011, receiver: 'LiHua' })
  const report = await world.round()
  expect(report.skipped).toMatchObject([{ userid: 'LiHua', code: '60011' }])
  expect(report.counts.ended).toBe(0)
  expect((await of(1)).follows[0]?.removedAt).toBeUndefined()
})

it('what a round reads is compared with the tags here as well: each page is asked for once, and the night is due for nothing else', async () => {
  const { sandbox, kelu } = world
  const pages = async () => (await sandbox.calls())['wecom:/cgi-bin/externalcontact/batch/get_by_user'] ?? 0
  await sandbox.editCustomer({ person: '客1', staff: 'LiHua', addTags: ['爱喝茶'] })
  const before = await pages()
  const { counts, at } = await world.round()
  expect((await pages()) - before).toBe(2)
  expect(counts).toMatchObject({ friendships: 3, tagsHere: 1, tagsThere: 0, tagsUnknown: 0 })
  const { reconciliation } = kelu.tagSync
  expect((await reconciliation.standing()).report).toMatchObject({ at, pairs: 3, changedHere: 1, unknown: 0 })
  expect(await reconciliation.nextAt()).toBeNull()
})
