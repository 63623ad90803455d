import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Platforms, startPlatforms, wang } from '../testing/platforms.ts'
import { createCorpTags } from './corp-tags.ts'

let platforms: Platforms
beforeEach(async () => {
  platforms = await startPlatforms({ wecomTagsPerPair: 3, wecomCorpTags: 5 })
  await platforms.sandbox.scanAndAdd({ person: 'wang', staff: 'Li.Lei' })
})
afterEach(() => platforms.close())

const contact = '/cgi-bin/externalcontact'
const corpTags = (api = platforms.wecom) => createCorpTags({ api })
const change = (add: string[], remove: string[] = []) => ({
  staff: 'Li.Lei',
  externalUserid: wang.externalUserid,
  add,
  remove,
})

async function made(...names: string[]): Promise<string[]> {
  const outcome = await corpTags().make('客旅', names)
  if (outcome.kind !== 'made') throw new Error(`not made: ${outcome.kind}`)
  return outcome.group.tags.map(({ id }) => id)
}
const tagsOfWang = async () => (await platforms.sandbox.wecomTags('Li.Lei', 'wang')).sort()

describe('corp tags', () => {
  it('are made in a group of that name and listed with it in their order', async () => {
    await made('老客')
    await made('高意向')
    await platforms.sandbox.changeTagsInConsole({ act: 'shuffle', group: '客旅', tags: ['高意向', '老客'] })
    const [group] = await corpTags().list()
    expect(group).toMatchObject({ name: '客旅' })
    const inOrder = [...(group?.tags ?? [])].sort((a, b) => b.order - a.order).map(({ name }) => name)
    expect(inOrder).toEqual(['高意向', '老客'])
  })

  it('are put on a pair and taken off again', async () => {
    const ids = await made('高意向', '老客')
    expect(await corpTags().mark(change(ids))).toEqual({ kind: 'done' })
    expect(await tagsOfWang()).toEqual(['老客', '高意向'])
    expect(await corpTags().mark(change([], ids.slice(0, 1)))).toEqual({ kind: 'done' })
    expect(await tagsOfWang()).toEqual(['老客'])
  })

  it('refused by WeCom are refused by what was wrong', async () => {
    const [one, ...others] = await made('一', '二', '三', '四')
    expect(await corpTags().make('客旅', ['五', '一'])).toEqual({ kind: 'taken' })
    expect(await corpTags().make('客旅', ['五', '六'])).toMatchObject({ kind: 'refused', reason: 'corpFull' })
    expect(await corpTags().make('客旅', [''])).toMatchObject({ kind: 'refused', reason: 'name' })
    expect(await corpTags().make('客旅', ['长'.repeat(31)])).toMatchObject({
      kind: 'refused',
      reason: 'name',
    })
    expect(await corpTags().mark(change([one!, ...others]))).toMatchObject({
      kind: 'refused',
      reason: 'pairFull',
    })
    expect(await corpTags().mark(change(['et-nowhere']))).toMatchObject({ reason: 'unknownTag' })
    expect(await corpTags().mark({ ...change([one!]), externalUserid: 'wm-nobody' })).toMatchObject({
      reason: 'noRelation',
    })
  })

  it('of the administrator can be neither renamed nor deleted by us, our own can', async () => {
    const [own] = await made('我们的')
    await platforms.sandbox.changeTagsInConsole({ act: 'make', group: '等级', tag: 'VIP' })
    const groups = await corpTags().list()
    const foreign = groups.find(({ name }) => name === '等级')!.tags[0]!.id
    expect(await corpTags().rename(foreign, '钻石')).toMatchObject({ kind: 'refused', reason: 'notOwn' })
    expect(await corpTags().remove(foreign)).toMatchObject({ kind: 'refused', reason: 'notOwn' })
    expect(await corpTags().rename(own!, '新名')).toEqual({ kind: 'done' })
    expect(await corpTags().remove(own!)).toEqual({ kind: 'done' })
    expect(await corpTags().remove(own!)).toMatchObject({ kind: 'refused', reason: 'unknownTag' })
  })

  it('changed at the same moment on one pair are tried again (45035)', async () => {
    const ids = await made('一', '二', '三')
    await corpTags().mark(change(ids))
    const all = await Promise.all(ids.map((id) => corpTags().mark(change([], [id]))))
    expect(all).toEqual(Array(3).fill({ kind: 'done' }))
    expect(await tagsOfWang()).toEqual([])
  })

  it('wait when WeCom limits us, and a lost answer is simply tried again', async () => {
    const ids = await made('高意向')
    const tags = corpTags(platforms.impatient.wecom)
    await platforms.strike({ platform: 'wecom', api: `${contact}/mark_tag`, kind: 'timeoutAfterActing' })
    expect(await tags.mark(change(ids))).toEqual({ kind: 'done' })
    await platforms.strike({ platform: 'wecom', api: `${contact}/mark_tag`, kind: 'rateLimited' })
    expect(await tags.mark(change(ids))).toMatchObject({ kind: 'retryLater', afterMs: 60_000 })
  })
})
