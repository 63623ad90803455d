import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../contract.ts'
import { aMember, aPerson, later, minute, monday } from '../testing/cast.ts'
import { call, type WecomClient, wecomClient } from '../testing/wecom-client.ts'
import { startWithCast } from '../testing/with-cast.ts'

const ec = '/cgi-bin/externalcontact'
const { externalUserid } = aPerson('小美')

describe('customers in WeCom', () => {
  let sandbox: Sandbox
  let client: WecomClient
  beforeEach(async () => {
    sandbox = await startWithCast({
      settings: { limits: { wecomTagsPerPair: 2, wecomCorpTags: 5, wecomFollowersPerPage: 2 } },
    })
    client = await wecomClient(sandbox)
    await sandbox.scanAndAdd({ person: '小美', staff: 'ZhangSan', state: 'poster', addWay: 1 })
  })
  afterEach(() => sandbox.close())

  async function newTags(...names: string[]): Promise<string[]> {
    const tag = names.map((name) => ({ name }))
    const answer = await client.post(`${ec}/add_corp_tag`, { group_name: '旅程', tag })
    const group = answer.tag_group as { tag: { id: string; name: string }[] }
    return names.map((name) => group.tag.find((one) => one.name === name)!.id)
  }
  const mark = (more: Record<string, unknown>) =>
    client.post(`${ec}/mark_tag`, { userid: 'ZhangSan', external_userid: externalUserid, ...more })

  it('are shown with unionid, followers, state and tags', async () => {
    const [id] = await newTags('高意向')
    await mark({ add_tag: [id] })
    expect(await client.get(`${ec}/get`, { external_userid: externalUserid })).toMatchObject({
      errcode: 0,
      external_contact: { external_userid: externalUserid, type: 1, unionid: aPerson('小美').unionid },
      follow_user: [
        {
          userid: 'ZhangSan',
          state: 'poster',
          add_way: 1,
          createtime: monday.getTime() / 1000,
          tags: [{ group_name: '旅程', tag_name: '高意向', tag_id: id, type: 1 }],
        },
      ],
    })
    expect(await sandbox.wecomTags('ZhangSan', '小美')).toEqual(['高意向'])
  })

  it('are not shown when missing, unknown or of nobody, with an empty list of followers', async () => {
    await sandbox.addPerson(aPerson('阿强', 2))
    const get = (id: string) => client.get(`${ec}/get`, { external_userid: id })
    expect(await get('')).toMatchObject({ errcode: 41035 })
    expect(await get('wmNobody')).toMatchObject({ errcode: 40096, follow_user: [] })
    expect(await get(aPerson('阿强', 2).externalUserid)).toMatchObject({ errcode: 84061 })
  })

  it('are listed by member, and the member without any is told so', async () => {
    const list = (userid: string) => client.get(`${ec}/list`, { userid })
    expect(await list('zhangsan')).toMatchObject({ errcode: 0, external_userid: [externalUserid] })
    expect(await list('LiSi')).toMatchObject({ errcode: 84061 })
    expect(await list('Nobody')).toMatchObject({ errcode: 40003 })
    const bad = await call(sandbox, 'GET', `${ec}/list`, { userid: 'ZhangSan', access_token: 'bad' })
    expect(bad).toMatchObject({ errcode: 40014 })
  })

  it('stay with the member when they remove the member, and go when the member removes them', async () => {
    await sandbox.removeStaff({ person: '小美', staff: 'ZhangSan' })
    expect(await client.get(`${ec}/list`, { userid: 'ZhangSan' })).toMatchObject({ errcode: 0 })
    await sandbox.removeCustomer({ person: '小美', staff: 'ZhangSan' })
    expect(await client.get(`${ec}/list`, { userid: 'ZhangSan' })).toMatchObject({ errcode: 84061 })
  })

  it('are paged for a list of members, at most 100 a page, by an opaque cursor', async () => {
    for (let number = 2; number <= 121; number += 1) {
      await sandbox.addPerson(aPerson(`客${number}`, number))
      await sandbox.scanAndAdd({ person: `客${number}`, staff: 'LiSi' })
    }
    const page = (cursor: unknown) =>
      client.post(`${ec}/batch/get_by_user`, { userid_list: ['ZhangSan', 'LiSi'], cursor, limit: 500 })
    const first = await page('')
    const rest = await page(first.next_cursor)
    expect(first.external_contact_list).toHaveLength(100)
    expect(rest.external_contact_list).toHaveLength(21)
    expect(rest.next_cursor).toBe('')
    expect(await page('nonsense')).toMatchObject({ errcode: 50100 })
  })

  it('are shown with so many followers a page, the rest by a cursor that somebody gave', async () => {
    await sandbox.addStaff(aMember('WangWu'))
    for (const userid of ['LiSi', 'WangWu']) {
      await sandbox.scanAndAdd({ person: '小美', staff: userid })
    }
    const page = async (cursor: string) => {
      const answer = await client.get(`${ec}/get`, { external_userid: externalUserid, cursor })
      const followers = (answer.follow_user ?? []) as { userid: string }[]
      return { ...answer, follow_user: followers.map(({ userid }) => userid) }
    }
    const first = await page('')
    expect(first).toMatchObject({ follow_user: ['ZhangSan', 'LiSi'], next_cursor: expect.any(String) })
    const second = await page(String((first as Record<string, unknown>).next_cursor))
    expect(second).toMatchObject({ follow_user: ['WangWu'] })
    expect(second).not.toHaveProperty('next_cursor')
    expect(await page('nonsense')).toMatchObject({ errcode: 50100 })
  })

  it('can be followed by reachable members only', async () => {
    await sandbox.addStaff(aMember('WangWu', { reachable: false }))
    const answer = await client.get(`${ec}/get_follow_user_list`)
    expect(answer).toMatchObject({ follow_user: ['ZhangSan', 'LiSi'] })
  })
})

describe('tags in WeCom', () => {
  let sandbox: Sandbox
  let client: WecomClient
  beforeEach(async () => {
    sandbox = await startWithCast({
      settings: { limits: { wecomTagsPerPair: 2, wecomCorpTags: 5, busyMs: 50 } },
    })
    client = await wecomClient(sandbox)
    await sandbox.scanAndAdd({ person: '小美', staff: 'ZhangSan' })
  })
  afterEach(() => sandbox.close())

  const add = (names: string[], group = '旅程') =>
    client.post(`${ec}/add_corp_tag`, { group_name: group, tag: names.map((name) => ({ name })) })
  const mark = (more: Record<string, unknown>) =>
    client.post(`${ec}/mark_tag`, { userid: 'ZhangSan', external_userid: externalUserid, ...more })
  async function idsOf(names: string[]): Promise<string[]> {
    const answer = await add(names)
    return (answer.tag_group as { tag: { id: string }[] }).tag.map(({ id }) => id)
  }

  it('reuse a group by name, make one of the same name twice, and refuse a name the group has', async () => {
    await add(['a', 'a'])
    await add(['b'])
    expect(await add(['b'])).toMatchObject({ errcode: 40071 })
    const list = await client.post(`${ec}/get_corp_tag_list`)
    expect(list.tag_group).toMatchObject([{ group_name: '旅程', tag: [{ name: 'a' }, { name: 'b' }] }])
  })

  it('refuse a name of 31 characters and an empty group', async () => {
    expect(await add(['标'.repeat(31)])).toMatchObject({ errcode: 40058 })
    expect(await add(['标'.repeat(30)])).toMatchObject({ errcode: 0 })
    expect(await add([])).toMatchObject({ errcode: 40063 })
  })

  it('are refused beyond the corp limit', async () => {
    await add(['a', 'b', 'c', 'd'])
    expect(await add(['e', 'f'])).toMatchObject({ errcode: 40126 })
    expect(await add(['e'])).toMatchObject({ errcode: 0 })
  })

  it('are put on and taken off one pair', async () => {
    const [a, b] = await idsOf(['a', 'b'])
    await mark({ add_tag: [a, b] })
    await mark({ remove_tag: [a] })
    expect(await sandbox.wecomTags('ZhangSan', '小美')).toEqual(['b'])
  })

  it('refuse what nobody made, who nobody knows, and nothing at all', async () => {
    const [a] = await idsOf(['a'])
    expect(await mark({ add_tag: ['etNothing'] })).toMatchObject({ errcode: 40068 })
    expect(await mark({ add_tag: [a], userid: 'Nobody' })).toMatchObject({ errcode: 40003 })
    expect(await mark({ add_tag: [a], external_userid: 'wmNobody' })).toMatchObject({ errcode: 40096 })
    expect(await mark({ add_tag: [a], userid: 'LiSi' })).toMatchObject({ errcode: 84061 })
    expect(await mark({})).toMatchObject({ errcode: 40063 })
  })

  it('refuse a parallel change of one pair', async () => {
    const [a, b] = await idsOf(['a', 'b'])
    const answers = await Promise.all([mark({ add_tag: [a] }), mark({ add_tag: [b] })])
    expect(answers.map(({ errcode }) => errcode).sort()).toEqual([0, 45035])
    expect(await mark({ add_tag: [b] })).toMatchObject({ errcode: 0 })
  })

  it('are refused beyond the limit of a pair', async () => {
    const ids = await idsOf(['a', 'b', 'c'])
    expect(await mark({ add_tag: ids })).toMatchObject({ errcode: 40126 })
    expect(await sandbox.wecomTags('ZhangSan', '小美')).toEqual([])
  })

  it('changed by the API bring no event, changed by a member bring one', async () => {
    const [a] = await idsOf(['a'])
    const before = (await sandbox.callbacks()).length
    await mark({ add_tag: [a] })
    expect(await sandbox.callbacks()).toHaveLength(before)
    await sandbox.editCustomer({
      person: '小美',
      staff: 'ZhangSan',
      addTags: ['a', '老客'],
      removeTags: ['a'],
    })
    expect((await sandbox.callbacks()).at(-1)!.about).toMatchObject({ ChangeType: 'edit_external_contact' })
    expect(await sandbox.wecomTags('ZhangSan', '小美')).toEqual(['老客'])
  })

  it('go with their group when the last one is deleted', async () => {
    const [a] = await idsOf(['a'])
    await mark({ add_tag: [a] })
    expect(await client.post(`${ec}/edit_corp_tag`, { id: a, name: '改名' })).toMatchObject({ errcode: 0 })
    expect(await sandbox.wecomTags('ZhangSan', '小美')).toEqual(['改名'])
    await client.post(`${ec}/del_corp_tag`, { tag_id: [a] })
    expect(await client.post(`${ec}/get_corp_tag_list`)).toMatchObject({ tag_group: [] })
    expect(await sandbox.wecomTags('ZhangSan', '小美')).toEqual([])
  })
})

describe('the staff directory', () => {
  let sandbox: Sandbox
  let client: WecomClient
  beforeEach(async () => {
    sandbox = await startWithCast()
    client = await wecomClient(sandbox)
  })
  afterEach(() => sandbox.close())

  it('shows members without phone and e-mail, and their status', async () => {
    await sandbox.setStaffReachable('LiSi', false)
    const active = await client.get('/cgi-bin/user/get', { userid: 'ZhangSan' })
    expect(active).toMatchObject({ errcode: 0, userid: 'ZhangSan', status: 1 })
    expect(active).not.toHaveProperty('mobile')
    expect(await client.get('/cgi-bin/user/get', { userid: 'LiSi' })).toMatchObject({ status: 4 })
    expect(await client.get('/cgi-bin/user/get', { userid: 'Nobody' })).toMatchObject({ errcode: 60111 })
  })

  it('lists the members of a department that exists', async () => {
    const list = (department_id: string) => client.get('/cgi-bin/user/simplelist', { department_id })
    expect((await list('1')).userlist).toHaveLength(2)
    expect(await list('7')).toMatchObject({ errcode: 60003 })
  })

  it('knows who logs in by a code that works once, for five minutes', async () => {
    const info = (code: string) => client.get('/cgi-bin/auth/getuserinfo', { code })
    const code = await sandbox.staffLoginCode('ZhangSan')
    expect(await info(code)).toMatchObject({ errcode: 0, userid: 'ZhangSan' })
    expect(await info(code)).toMatchObject({ errcode: 40029 })
    expect(await info('nonsense')).toMatchObject({ errcode: 40029 })
    const late = await sandbox.staffLoginCode('ZhangSan')
    await sandbox.setClock(later(5 * minute + 1))
    expect(await info(late)).toMatchObject({ errcode: 42003 })
  })
})
