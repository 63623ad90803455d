import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aMember, aPerson } from '../../sandbox/testing/cast.ts'
import { type SyncWorld, syncWorld } from './world.ts'

const size = {
  staff: 6,
  stores: 3,
  friends: 40,
  tagGroups: 2,
  sharedEvery: 10,
  companyEvery: 8,
  mobileEvery: 5,
}

let world: SyncWorld
beforeEach(async () => {
  world = await syncWorld()
  await world.sandbox.populate(size)
})
afterEach(() => world.close())

const friendOf = (customers: { ids: string[] }[], n: number) =>
  customers.find(({ ids }) => ids.some((id) => id.endsWith(`:wmOld${String(n).padStart(8, '0')}`)))

describe('on the first day', () => {
  it('everybody is known, with owner, 门店, tags, remark, number, state and way, and nothing is begun by it', async () => {
    await saveStore(world, 'MD01', '华东/门店1')
    const report = await world.round()
    expect(report).toMatchObject({
      isFirst: true,
      skipped: [],
      counts: {
        staff: 6,
        staffNew: 6,
        friendships: 44,
        people: 40,
        wechat: 35,
        withUnionid: 35,
        matched: 0,
        born: 40,
      },
    })
    const customers = await world.customers()
    expect(customers).toHaveLength(40)
    expect(friendOf(customers, 15)).toMatchObject({
      profile: { nickname: '老友15', sourceChannel: expect.any(String) },
      owner: 'staff4',
      homeStore: 'MD01',
      reach: { wecom: { state: 'reachable' } },
      segments: ['friends'],
      follows: [
        { staff: 'staff4', addWay: 1, state: 'poster-1', remark: { kid: 'test' }, phones: [{ kid: 'test' }] },
      ],
      tags: expect.arrayContaining([expect.objectContaining({ name: '组1标签1', from: 'wecom' })]),
    })
    expect(friendOf(customers, 10)).toMatchObject({ follows: [{ staff: 'staff5' }, { staff: 'staff6' }] })
    await world.settle()
    await world.kelu.jobs.sweepNow()
    expect(await world.runs()).toEqual([])
    expect(await world.sandbox.deliveries()).toEqual([])
    expect(await world.sandbox.callbacks()).toEqual([])
    const { events } = world
    expect(
      (await events({ name: { $ne: 'journey.entered' } })).every(({ history }) => history === true),
    ).toBe(true)
  })

  it('a second round writes nothing about anybody', async () => {
    await world.round()
    const [customers, events] = [await world.customers(), await world.events()]
    world.clock.advance(3_600_000)
    const again = await world.round()
    expect(again).toMatchObject({
      isFirst: false,
      counts: {
        friendships: 44,
        people: 40,
        born: 0,
        learnt: 0,
        begun: 0,
        ended: 0,
        staffNew: 0,
        staffChanged: 0,
      },
    })
    expect(await world.customers()).toEqual(customers)
    expect(await world.events()).toEqual(events)
  })

  it('who is known in the mini-program is the same person by unionid, quietly, and counts as matched', async () => {
    const { kelu, sandbox, clock } = world
    const before = await kelu.customers.getOrCreate(
      [
        { kind: 'openid', appid: sandbox.settings.mpAppId, value: 'openid_old_00000015' },
        { kind: 'unionid', value: 'union_old_00000015' },
      ],
      { source: 'miniprogram', at: clock.now() },
    )
    await world.settle()
    const [runs] = [await world.runs()]
    const report = await world.round()
    expect(report.counts).toMatchObject({ people: 40, matched: 1, born: 39 })
    const customers = await world.customers()
    expect(customers).toHaveLength(40)
    expect(friendOf(customers, 15)).toMatchObject({ _id: before._id, owner: 'staff4', segments: ['friends'] })
    await world.settle()
    expect(await world.runs()).toEqual(runs)
  })

  it('a member who cannot be looked at is skipped by name and reason, and the others are not', async () => {
    const { sandbox } = world
    await sandbox.addStaff(aMember('Hidden', { outOfRange: true }))
    await sandbox.addStaff(aMember('Unlicensed', { name: '小黄', licence: 'missing' }))
    await sandbox.addPerson(aPerson('小美'))
    await sandbox.scanAndAdd({ person: '小美', staff: 'Unlicensed' })
    await world.settle()
    await sandbox.addFault({
      platform: 'wecom',
      api: '/cgi-bin/externalcontact/batch/get_by_user',
      kind: 'errcode',
      code: 40096,
      receiver: 'staff2',
    })
    const report = await world.round()
    expect(report.skipped).toEqual([
      { userid: 'Hidden', name: 'Hidden', code: '60011' },
      { userid: 'staff2', name: '导购2', code: '40096' },
      { userid: 'Unlicensed', name: '小黄', code: '701008' },
    ])
    expect(report.counts.friendships).toBe(44 - 8)
  })

  it('a cursor WeCom forgot has the member looked at again; when it says stop, it is left alone and gone on with', async () => {
    const { sandbox } = world
    const api = '/cgi-bin/externalcontact/batch/get_by_user'
    await sandbox.addFault({
      platform: 'wecom',
      api,
      kind: 'errcode',
      code: 50100,
      receiver: 'staff1',
      times: 1,
    })
    await sandbox.addFault({ platform: 'wecom', api, kind: 'rateLimited', receiver: 'staff3', times: 1 })
    const report = await world.round()
    expect(report).toMatchObject({ skipped: [], counts: { people: 40 } })
    expect(report.endedAt.getTime() - report.at.getTime()).toBeGreaterThanOrEqual(60_000)
  })
})

describe('staff and departments', () => {
  it('are those of WeCom: paths, leads of 门店, moved, renamed, left; the company’s own list stays', async () => {
    const { kelu, sandbox } = world
    await saveStore(world, 'MD01', '华东/门店1')
    const { staff, stores } = collections(world)
    await staff.insertOne({
      _id: 'staff2',
      name: '自家的名字',
      department: '自家部门',
      onDuty: true,
      inFallbackPool: true,
    } as never)
    await world.round()
    expect(await staff.findOne({ _id: 'staff1' as never })).toMatchObject({
      name: '导购1',
      department: '华东/门店1',
      status: 'active',
      source: 'wecom',
    })
    expect(await staff.findOne({ _id: 'staff2' as never })).toMatchObject({
      name: '自家的名字',
      department: '自家部门',
      departments: ['华南/门店2'],
    })
    expect(await stores.findOne({ _id: 'MD01' as never })).toMatchObject({ lead: 'staff1' })

    await sandbox.holdCallbacks()
    await sandbox.changeDepartment({ id: 4, name: '旗舰店' })
    await sandbox.changeStaff({ userid: 'staff3', departments: [4] })
    await sandbox.staffLeaves('staff6')
    const report = await world.round()
    expect(report.counts).toMatchObject({ staffLeft: 1 })
    expect(await stores.findOne({ _id: 'MD01' as never })).toMatchObject({ department: '华东/旗舰店' })
    expect(await staff.findOne({ _id: 'staff3' as never })).toMatchObject({ department: '华东/旗舰店' })
    expect(await staff.findOne({ _id: 'staff6' as never })).toMatchObject({ status: 'left' })
    expect((await kelu.directory.find('staff6'))?.onDuty).toBe(false)
  })
})

function collections({ kelu }: SyncWorld) {
  return { staff: kelu.connection.collection('staff'), stores: kelu.connection.collection('stores') }
}

async function saveStore(of: SyncWorld, code: string, department: string): Promise<void> {
  await collections(of).stores.insertOne({ _id: code, name: code, department } as never)
}
