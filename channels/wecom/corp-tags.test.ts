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

  it('with a name over 30 characters are refused', async () => {
    expect(await corpTags().syncTags(change(['很'.repeat(31)]))).toMatchObject({
      kind: 'refused',
      reason: 'content',
    })
  })
})
