import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { WecomRules } from '../../domain/language/settings.ts'
import { aMember, aPerson } from '../../sandbox/testing/cast.ts'
import { type SyncWorld, syncWorld } from './world.ts'

let world: SyncWorld
beforeEach(async () => {
  world = await syncWorld()
  const { sandbox } = world
  await sandbox.addDepartment({ id: 7, name: '西湖店', parent: 1 })
  await sandbox.addStaff(aMember('LiHua', { departments: [7] }))
  await sandbox.addPerson(aPerson('小美'))
  await sandbox.scanAndAdd({ person: '小美', staff: 'LiHua' })
  await world.settle()
  await world.round()
})
afterEach(() => world.close())

const xiaomei = () => world.customerOf(aPerson('小美'))
const staffOf = (userid: string) => world.kelu.directory.find(userid)

describe('what callbacks tell', () => {
  it('an edit in the client is read again: tags on and off, remark and numbers', async () => {
    const { sandbox, settle } = world
    await sandbox.editCustomer({
      person: '小美',
      staff: 'LiHua',
      addTags: ['高意向'],
      remark: '王姐',
      mobiles: ['13900000001'],
    })
    await settle()
    const customer = await xiaomei()
    expect(customer.tags).toContainEqual(expect.objectContaining({ name: '高意向', from: 'wecom' }))
    expect(customer.follows[0]).toMatchObject({ remark: { kid: 'test' }, phones: [{ kid: 'test' }] })
    expect(await world.eventsOf(aPerson('小美'))).toContain('customer.tag_added')
    // Two edits in one second are one delivery: nothing in them tells them apart.
    world.clock.advance(1_000)
    await sandbox.setClock(world.clock.now().toISOString())
    await sandbox.editCustomer({ person: '小美', staff: 'LiHua', removeTags: ['高意向'] })
    await settle()
    expect((await xiaomei()).tags.map(({ name }) => name)).not.toContain('高意向')
  })

  it('a member who comes, moves and leaves is so at once; whoever left gets no follow-up', async () => {
    const { sandbox, settle } = world
    await sandbox.addStaff(aMember('New', { name: '新来的', departments: [7] }))
    await sandbox.changeStaff({ userid: 'New', name: '小新' })
    await settle()
    expect(await staffOf('new')).toMatchObject({ name: '小新', department: '西湖店', onDuty: true })
    await sandbox.staffLeaves('New')
    await settle()
    expect(await staffOf('NEW')).toMatchObject({ status: 'left', onDuty: false })
  })

  it('a renamed member is the same person: friends, customers, 门店 and members of the page name the new userid', async () => {
    const { sandbox, settle, kelu } = world
    const stores = kelu.connection.collection('stores')
    await stores.insertOne({ _id: 'XH', name: '西湖店', department: '西湖店', lead: 'lihua' } as never)
    await sandbox.renameStaff({ userid: 'LiHua', to: 'hua.li' })
    await settle()
    expect(await xiaomei()).toMatchObject({ owner: 'hua.li', follows: [{ staff: 'hua.li' }] })
    expect(await staffOf('hua.li')).toMatchObject({ name: 'LiHua', renamedFrom: ['lihua'] })
    expect(await staffOf('lihua')).toBeNull()
    expect(await stores.findOne({ _id: 'XH' as never })).toMatchObject({ lead: 'hua.li' })
    const report = await world.round()
    expect(report.counts).toMatchObject({ begun: 0, ended: 0, staffNew: 0, staffLeft: 0 })
    // The 门店 was opened since the first round.
    expect(await xiaomei()).toMatchObject({ homeStore: 'XH' })
  })

  it('a renamed department keeps its 门店 and its people', async () => {
    const { sandbox, settle, kelu } = world
    const stores = kelu.connection.collection('stores')
    await stores.insertOne({ _id: 'XH', name: '西湖店', department: '西湖店' } as never)
    await sandbox.changeDepartment({ id: 7, name: '西湖旗舰店' })
    await settle()
    expect(await stores.findOne({ _id: 'XH' as never })).toMatchObject({ department: '西湖旗舰店' })
    expect(await staffOf('lihua')).toMatchObject({ department: '西湖旗舰店' })
  })
})

describe('beside another system', () => {
  async function beside(wecom: Partial<WecomRules>): Promise<void> {
    const [company] = world.kelu.registry.settings
    if (company === undefined) throw new Error('no starter settings')
    const definition = { ...company, wecom: { ...company.wecom, ...wecom } }
    await world.kelu.publish({
      publish: [{ definition: { kind: 'settings', definition } }],
      origin: 'page',
      by: 'ops',
    })
    await world.sandbox.addPerson(aPerson('小强', 2))
    await world.sandbox.scanAndAdd({ person: '小强', staff: 'LiHua' })
    await world.settle()
  }
  const xiaoqiang = () => world.customerOf(aPerson('小强', 2))

  it('that welcomes, Kelu does not, and the friend is known all the same', async () => {
    await beside({ welcomes: 'other' })
    const welcomed = (await world.sandbox.deliveries({ kind: 'welcome' })).map(({ receiver }) => receiver)
    expect(welcomed).toEqual([aPerson('小美').externalUserid])
    expect(await xiaoqiang()).toMatchObject({ owner: 'LiHua', follows: [{ staff: 'LiHua' }] })
  })

  it('whose tag groups are left alone: neither an edit nor a round brings their tags', async () => {
    await beside({ foreignTagGroups: ['员工标签'] })
    await world.sandbox.editCustomer({ person: '小强', staff: 'LiHua', addTags: ['别家的标签'] })
    await world.settle()
    await world.round()
    expect((await xiaoqiang()).tags.filter(({ from }) => from === 'wecom')).toEqual([])
  })
})
