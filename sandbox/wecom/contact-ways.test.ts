import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../contract.ts'
import { exchange } from '../exchange.ts'
import { aMember, aPerson, later, minute } from '../testing/cast.ts'
import { type WecomClient, wecomClient } from '../testing/wecom-client.ts'
import { startWithCast } from '../testing/with-cast.ts'

const ec = '/cgi-bin/externalcontact'
const day = 86_400_000

describe('contact ways', () => {
  let sandbox: Sandbox
  let client: WecomClient
  beforeEach(async () => {
    sandbox = await startWithCast({ settings: { limits: { wecomContactWays: 3 } } })
    client = await wecomClient(sandbox)
  })
  afterEach(() => sandbox.close())

  const way = { type: 2, scene: 2, state: 'parcel', remark: '包裹卡', user: ['ZhangSan', 'LiSi'] }
  const add = (more: Record<string, unknown> = {}) =>
    client.post(`${ec}/add_contact_way`, { ...way, ...more })
  const about = (api: string, config_id: unknown, more = {}) =>
    client.post(`${ec}/${api}_contact_way`, { config_id, ...more })

  it('lead whoever scans them to a free member, with their state and a welcome code', async () => {
    const { config_id } = await add()
    const first = await sandbox.scanContactWay({ person: '小美', configId: String(config_id) })
    expect(first).toEqual({ staff: 'ZhangSan' })
    const answer = await client.get(`${ec}/get`, { external_userid: aPerson('小美').externalUserid })
    expect(answer).toMatchObject({ follow_user: [{ userid: 'ZhangSan', state: 'parcel', add_way: 1 }] })
    const second = await sandbox.scanContactWay({ person: '小美', configId: String(config_id) })
    expect(second).toEqual({ staff: 'LiSi' })
  })

  it('that are exclusive bring a person back to the member who has them', async () => {
    const { config_id } = await add({ is_exclusive: true })
    const scan = () => sandbox.scanContactWay({ person: '小美', configId: String(config_id) })
    expect([await scan(), await scan()]).toEqual([{ staff: 'ZhangSan' }, { staff: 'ZhangSan' }])
  })

  it('have a picture at their address, until they are gone', async () => {
    const { config_id, qr_code } = await add()
    const picture = () => exchange({ method: 'GET', url: String(qr_code) }, 5_000)
    expect(await picture()).toMatchObject({ status: 200 })
    await about('del', config_id)
    expect(await picture()).toMatchObject({ status: 404 })
    await expect(sandbox.scanContactWay({ person: '小美', configId: String(config_id) })).rejects.toThrow()
  })

  it('are read, changed list by list, and deleted by their id alone', async () => {
    const { config_id } = await add()
    expect(await about('update', config_id, { user: ['LiSi'] })).toMatchObject({ errcode: 0 })
    expect(await about('get', config_id)).toMatchObject({
      contact_way: { config_id, state: 'parcel', remark: '包裹卡', user: ['LiSi'], skip_verify: true },
    })
    expect(await about('del', config_id)).toMatchObject({ errcode: 0 })
    for (const api of ['get', 'update', 'del']) {
      expect(await about(api, config_id)).toMatchObject({ errcode: 41044 })
      expect(await about(api, '')).toMatchObject({ errcode: 41043 })
    }
  })

  it.each([
    ['a type there is not', { type: 3 }, 41037],
    ['a scene there is not', { scene: 0 }, 41038],
    ['a style of a mini-program button on a code', { style: 1 }, 41039],
    ['nobody', { user: [] }, 41040],
    ['two members for a single one', { type: 1 }, 41040],
    ['over 100 members', { user: Array.from({ length: 101 }, () => 'ZhangSan') }, 41041],
    ['a member there is not', { user: ['Nobody'] }, 40003],
    ['a state over 30 characters', { state: '码'.repeat(31) }, 40058],
    ['a remark over 30 characters', { remark: '码'.repeat(31) }, 40058],
    ['a temporary one', { is_temp: true }, 40058],
  ])('are refused with %s', async (_what, more, errcode) => {
    expect(await add(more)).toMatchObject({ errcode })
    expect(await sandbox.contactWays()).toEqual([])
  })

  it('refuse everybody for one member who is not activated, not real-name verified or without licence', async () => {
    await sandbox.addStaff(aMember('WangWu', { reachable: false }))
    const user = ['ZhangSan', 'WangWu']
    expect(await add({ user })).toMatchObject({ errcode: 41054 })
    await sandbox.setStaffReachable('WangWu', true)
    await sandbox.setStaffPapers('WangWu', { realName: 'missing', licence: 'missing' })
    expect(await add({ user })).toMatchObject({ errcode: 40098 })
    await sandbox.setStaffPapers('WangWu', { realName: 'proven' })
    expect(await add({ user })).toMatchObject({ errcode: 701008 })
    await sandbox.setStaffPapers('WangWu', { licence: 'held' })
    expect(await add({ user })).toMatchObject({ errcode: 0 })
  })

  it('are refused beyond what a corp may have', async () => {
    for (let count = 0; count < 3; count += 1) expect(await add()).toMatchObject({ errcode: 0 })
    expect(await add()).toMatchObject({ errcode: 41045 })
  })

  it('are listed page by page, those of the last 90 days unless asked otherwise', async () => {
    const first = await add()
    await sandbox.setClock(later(minute))
    const second = await add()
    const list = (more = {}) => client.post(`${ec}/list_contact_way`, more)
    const page = await list({ limit: 1 })
    expect(page).toMatchObject({ contact_way: [{ config_id: first.config_id }] })
    const rest = await list({ limit: 1, cursor: page.next_cursor })
    expect(rest).toMatchObject({ contact_way: [{ config_id: second.config_id }], next_cursor: '' })
    expect(await list({ limit: 1_001 })).toMatchObject({ errcode: 40058 })
    await sandbox.setClock(later(91 * day))
    client.token = (await wecomClient(sandbox)).token
    expect(await list()).toMatchObject({ contact_way: [] })
    expect(await list({ start_time: 0 })).toMatchObject({
      contact_way: [{ config_id: first.config_id }, { config_id: second.config_id }],
    })
  })

  it('made by a call whose answer was lost are there all the same', async () => {
    await sandbox.addFault({
      platform: 'wecom',
      api: `${ec}/add_contact_way`,
      kind: 'timeoutAfterActing',
      times: 1,
    })
    void add().catch(() => undefined)
    await expect.poll(() => sandbox.contactWays()).toMatchObject([{ state: 'parcel' }])
  })
})
