import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { silentLog } from '../../domain/log.ts'
import { type Platforms, startPlatforms, wang } from '../testing/platforms.ts'
import { createCorpTags } from './corp-tags.ts'

let platforms: Platforms
beforeEach(async () => {
  platforms = await startPlatforms()
  await platforms.sandbox.scanAndAdd({ person: 'wang', staff: 'Li.Lei' })
})
afterEach(() => platforms.close())

const contact = '/cgi-bin/externalcontact'

function corpTags(api = platforms.wecom) {
  return createCorpTags({ api, groupName: '客旅', log: silentLog })
}

function change(add: string[], remove: string[] = []) {
  return { staff: 'Li.Lei', externalUserid: wang.externalUserid, add, remove }
}

const tagsOfWang = () => platforms.sandbox.wecomTags('Li.Lei', 'wang')

describe('corp tags', () => {
  it('are made when missing and put on the pair; removing takes them off', async () => {
    const tags = corpTags()
    expect(await tags.syncTags(change(['高意向', '老客']))).toEqual({ kind: 'done' })
    expect((await tagsOfWang()).sort()).toEqual(['老客', '高意向'])
    expect(await tags.syncTags(change([], ['老客']))).toEqual({ kind: 'done' })
    expect(await tagsOfWang()).toEqual(['高意向'])
  })

  it('already there are read once and not made again', async () => {
    const tags = corpTags()
    for (let round = 0; round < 3; round++) await tags.syncTags(change(['高意向']))
    expect(await platforms.calls(`wecom:${contact}/add_corp_tag`)).toBe(1)
    expect(await platforms.calls(`wecom:${contact}/get_corp_tag_list`)).toBe(1)
  })

  it('wanted by two workers at once exist once', async () => {
    const [one, two] = [corpTags(), corpTags()]
    const outcomes = await Promise.all([
      one.syncTags(change(['高意向', '甲'])),
      two.syncTags(change(['高意向', '乙'])),
      one.syncTags(change(['丙'])),
    ])
    expect(outcomes).toEqual(Array(3).fill({ kind: 'done' }))
    const [group] = await platforms.wecom.getCorpTagList()
    expect(group?.tag.map(({ name }) => name).sort()).toEqual(['丙', '乙', '甲', '高意向'].sort())
    expect((await tagsOfWang()).sort()).toEqual(['丙', '乙', '甲', '高意向'].sort())
  })

  it('made by somebody else since we looked are read again (40071)', async () => {
    const tags = corpTags()
    await tags.syncTags(change(['高意向']))
    await platforms.strike({
      platform: 'wecom',
      api: `${contact}/add_corp_tag`,
      kind: 'errcode',
      code: 40071,
    })
    expect(await tags.syncTags(change(['老客']))).toEqual({ kind: 'done' })
    expect(await tagsOfWang()).toContain('老客')
  })

  it('deleted in the admin console are made again', async () => {
    const tags = corpTags()
    await tags.syncTags(change(['高意向']))
    await platforms.strike({ platform: 'wecom', api: `${contact}/mark_tag`, kind: 'errcode', code: 40068 })
    expect(await tags.syncTags(change(['高意向']))).toEqual({ kind: 'done' })
    expect(await platforms.calls(`wecom:${contact}/get_corp_tag_list`)).toBe(2)
  })

  it('to remove that nobody ever made cost no call to the pair', async () => {
    expect(await corpTags().syncTags(change([], ['从未有过']))).toEqual({ kind: 'done' })
    expect(await platforms.calls(`wecom:${contact}/mark_tag`)).toBe(0)
  })

  it('changed at the same moment on one pair are tried again (45035)', async () => {
    const tags = corpTags()
    await tags.syncTags(change(['一', '二', '三']))
    const all = await Promise.all(['一', '二', '三'].map((name) => tags.syncTags(change([], [name]))))
    expect(all).toEqual(Array(3).fill({ kind: 'done' }))
    expect(await tagsOfWang()).toEqual([])
  })

  it('of a pair that is not connected are refused as such', async () => {
    const outcome = await corpTags().syncTags({ ...change(['高意向']), externalUserid: 'wm-nobody' })
    expect(outcome).toMatchObject({ kind: 'refused', reason: 'noRelation' })
  })

  it('wait when WeCom limits us, and a lost answer is simply tried again', async () => {
    const tags = corpTags(platforms.impatient.wecom)
    await platforms.strike({ platform: 'wecom', api: `${contact}/mark_tag`, kind: 'timeoutAfterActing' })
    expect(await tags.syncTags(change(['高意向']))).toEqual({ kind: 'done' })
    await platforms.strike({ platform: 'wecom', api: `${contact}/mark_tag`, kind: 'rateLimited' })
    expect(await tags.syncTags(change(['高意向']))).toMatchObject({ kind: 'retryLater', afterMs: 60_000 })
  })

  const longest = `来源:${'很'.repeat(27)}`
  it.each([
    [
      'a name of 31 characters is cut for WeCom',
      [`${longest}长`, '老客'],
      [/^来源:很{22}…[0-9a-f]{4}$/, /^老客$/],
    ],
    ['one of 30 stays whole', [longest], [new RegExp(`^${longest}$`)]],
    ['two long names that begin alike stay two', [`${longest}甲`, `${longest}乙`], [/…/, /…/]],
    ['an empty name keeps out nobody else', ['', '老客'], [/^老客$/]],
  ])('%s', async (_what, names, shown) => {
    expect(await corpTags().syncTags(change(names))).toEqual({ kind: 'done' })
    const set = (await tagsOfWang()).sort()
    expect(set).toHaveLength(shown.length)
    for (const pattern of shown) expect(set.some((name) => pattern.test(name))).toBe(true)
    expect(await corpTags().syncTags(change([], names))).toEqual({ kind: 'done' })
    expect(await tagsOfWang()).toEqual([])
  })

  it('of which WeCom takes one are set as far as it does, and all refused are told as refused', async () => {
    const refuse = (code: number) =>
      platforms.strike({ platform: 'wecom', api: `${contact}/add_corp_tag`, kind: 'errcode', code })
    // Together, and the first of them alone.
    await refuse(40058)
    await refuse(40058)
    const tags = corpTags()
    expect(await tags.syncTags(change(['不收', '老客']))).toEqual({ kind: 'done' })
    expect(await tagsOfWang()).toEqual(['老客'])
    await refuse(40126)
    await refuse(40126)
    expect(await tags.syncTags(change(['太多']))).toMatchObject({ kind: 'refused', code: '40126' })
  })
})
