import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { wang } from '../../channels/testing/platforms.ts'
import { type TagWorld, tagWorld } from './world.ts'

const second = 1_000
let world: TagWorld
beforeEach(async () => {
  world = await tagWorld({ named: ['流程在用'] })
  await world.sandbox.addStaff({ userid: 'LiuYang', name: '刘洋', reachable: true })
  for (const staff of ['Li.Lei', 'LiuYang']) await world.sandbox.scanAndAdd({ person: 'wang', staff })
  await world.settle()
  await world.advance(60 * second)
})
afterEach(() => world.close())

const inWecom = async (staff = 'Li.Lei') =>
  (await world.sandbox.wecomTags(staff, 'wang')).filter((name) => !name.startsWith('注册:')).sort()
const here = () => world.tagsOf(wang.externalUserid)
const edit = (staff: string, addTags: string[], removeTags: string[] = []) =>
  world.sandbox.editCustomer({ person: 'wang', staff, addTags, removeTags })
let cause = 0
async function keluPuts(name: string, kind: 'manual' | 'rule' = 'manual'): Promise<void> {
  const { _id } = await world.customerOf(wang.externalUserid)
  await world.process().customers.change(_id, { addTags: [{ name, kind }] }, `put:${++cause}`)
}
async function keluTakes(name: string): Promise<void> {
  const { _id } = await world.customerOf(wang.externalUserid)
  await world.process().customers.change(_id, { removeTags: [name] }, `take:${++cause}`)
}
async function wins(group: string, precedence: 'wecom' | 'kelu' | 'last'): Promise<void> {
  const groups = await world.process().tagSync.groups()
  await world.process().tagSync.setPrecedence(groups.find(({ name }) => name === group)!.groupId, precedence)
}
async function settleAfter(act: Promise<void>): Promise<void> {
  await act
  await world.settle()
  await world.advance(60 * second)
}
const marks = () => world.calls('wecom:/cgi-bin/externalcontact/mark_tag')

describe('what Kelu knows', () => {
  it('is put on every pair, and taken off every pair', async () => {
    await settleAfter(keluPuts('高意向', 'rule'))
    expect([await inWecom('Li.Lei'), await inWecom('LiuYang')]).toEqual([['高意向'], ['高意向']])
    await settleAfter(keluTakes('高意向'))
    expect([await inWecom('Li.Lei'), await inWecom('LiuYang')]).toEqual([[], []])
  })

  it('of a longer name than WeCom takes is one tag on both sides', async () => {
    const long = `喜欢${'很'.repeat(40)}`
    await settleAfter(keluPuts(long))
    expect((await inWecom())[0]).toMatch(/^喜欢很+…[0-9a-f]{4}$/)
    await world.process().reconcile()
    expect(await here()).toEqual([long])
  })

  it('makes no echo: to be told of it, read again and reconciled changes nothing and marks nothing', async () => {
    await settleAfter(keluPuts('高意向', 'rule'))
    const [before, marked] = [await world.customerOf(wang.externalUserid), await marks()]
    // Somebody changes the remark: WeCom says no more than that the pair was edited.
    await settleAfter(world.sandbox.editCustomer({ person: 'wang', staff: 'Li.Lei', remark: '王姐' }))
    await world.process().reconcile()
    await world.settle()
    expect(await world.customerOf(wang.externalUserid)).toEqual(before)
    expect(await marks()).toBe(marked)
  })

  it('put on and off ten times before WeCom is called is one call for each pair', async () => {
    await keluPuts('高意向', 'rule')
    await world.settle()
    const marked = await marks()
    for (let n = 0; n < 5; n++) {
      await keluTakes('高意向')
      await keluPuts(`第${n}个`)
    }
    await world.settle()
    expect(await marks()).toBe(marked + 2)
    expect(await inWecom()).toEqual(['第0个', '第1个', '第2个', '第3个', '第4个'])
  })
})

describe('what a salesperson puts on', () => {
  it('is a manual tag of the customer, told as an event, and not copied to the colleague’s pair', async () => {
    await settleAfter(edit('Li.Lei', ['喜欢猫']))
    const { tags } = await world.customerOf(wang.externalUserid)
    expect(tags.find(({ name }) => name === '喜欢猫')).toMatchObject({ kind: 'manual', from: 'wecom' })
    expect(await inWecom('LiuYang')).toEqual([])
    const events = await world
      .process()
      .customers.history(await world.customerOf(wang.externalUserid), ['customer.tag_added'], new Date(0))
    expect(events.at(-1)).toMatchObject({ props: { tag: '喜欢猫', kind: 'manual' } })
  })

  it('stays while another follower’s pair has it, and goes with the last one', async () => {
    await settleAfter(edit('Li.Lei', ['喜欢猫']))
    await settleAfter(edit('LiuYang', ['喜欢猫']))
    await settleAfter(edit('Li.Lei', [], ['喜欢猫']))
    expect(await here()).toEqual(['喜欢猫'])
    expect(await inWecom('Li.Lei')).toEqual([])
    await settleAfter(edit('LiuYang', [], ['喜欢猫']))
    expect(await here()).toEqual([])
  })

  it('is taken off all pairs when somebody takes it off in Kelu', async () => {
    await settleAfter(edit('Li.Lei', ['喜欢猫']))
    await settleAfter(edit('LiuYang', ['喜欢猫']))
    await settleAfter(keluTakes('喜欢猫'))
    expect([await inWecom('Li.Lei'), await inWecom('LiuYang'), await here()]).toEqual([[], [], []])
  })

  it('goes over to the remaining pair when the friendship it came from ends', async () => {
    await settleAfter(edit('Li.Lei', ['喜欢猫']))
    await settleAfter(world.sandbox.removeCustomer({ person: 'wang', staff: 'Li.Lei' }))
    await world.process().reconcile()
    await world.settle()
    expect(await here()).toEqual(['喜欢猫'])
    expect(await inWecom('LiuYang')).toEqual(['喜欢猫'])
  })
})

describe('a removal by a person is never undone by us', () => {
  it('of a tag Kelu put on: the customer keeps it while the colleague’s pair has it, and it is not put back', async () => {
    await settleAfter(keluPuts('高意向', 'rule'))
    await settleAfter(edit('Li.Lei', [], ['高意向']))
    await world.process().reconcile()
    await world.settle()
    expect(await here()).toEqual(['高意向'])
    expect([await inWecom('Li.Lei'), await inWecom('LiuYang')]).toEqual([[], ['高意向']])
    await settleAfter(edit('LiuYang', [], ['高意向']))
    expect(await here()).toEqual([])
  })

  it('of a fact Kelu works out: here it stays true, there it stays off', async () => {
    const name = '注册:2026年3月'
    await settleAfter(edit('Li.Lei', [], [name]))
    await settleAfter(edit('LiuYang', [], [name]))
    await world.process().reconcile()
    await world.settle()
    const { tags } = await world.customerOf(wang.externalUserid)
    expect(tags.map((tag) => tag.name)).toContain(name)
    expect(await world.sandbox.wecomTags('Li.Lei', 'wang')).toEqual([])
  })

  it.each([
    ['last', ['高意向']],
    ['kelu', ['高意向']],
    ['wecom', []],
  ] as const)('put on anew by Kelu later, with %s winning', async (precedence, expected) => {
    await settleAfter(keluPuts('高意向', 'rule'))
    await wins('客旅', precedence)
    await settleAfter(edit('LiuYang', [], ['高意向']))
    await settleAfter(keluTakes('高意向'))
    // Li Lei's removal comes to be known while the customer keeps the tag.
    await settleAfter(keluPuts('高意向', 'rule'))
    await settleAfter(edit('Li.Lei', [], ['高意向']))
    await world
      .process()
      .customers.change(
        (await world.customerOf(wang.externalUserid))._id,
        { removeTags: ['高意向'] },
        `take:${++cause}`,
      )
    await keluPuts('高意向', 'rule')
    await world.settle()
    expect(await inWecom('LiuYang')).toEqual(expected)
  })
})

describe('both sides changed the same tag', () => {
  /** Kelu takes off what pair one has; before that is carried out, pair two is given the tag. */
  async function contested(precedence: 'wecom' | 'kelu' | 'last', later: 'kelu' | 'wecom') {
    await settleAfter(edit('Li.Lei', ['喜欢猫']))
    await wins('员工标签', precedence)
    if (later === 'wecom') await keluTakes('喜欢猫')
    await world.advance(10 * second)
    await edit('LiuYang', ['喜欢猫'])
    await world.advance(10 * second)
    if (later === 'kelu') await keluTakes('喜欢猫')
    for (const callback of await world.told()) await world.process().hear(callback)
    await world.settle()
    return [await here(), await inWecom('Li.Lei'), await inWecom('LiuYang')]
  }
  const kept = [['喜欢猫'], ['喜欢猫'], ['喜欢猫']]
  const gone = [[], [], []]

  it.each([
    ['wecom', 'kelu', kept],
    ['kelu', 'wecom', gone],
    ['last', 'kelu', gone],
    ['last', 'wecom', kept],
  ] as const)('%s wins, the later change being %s’s', async (precedence, later, expected) => {
    expect(await contested(precedence, later)).toEqual(expected)
  })
})

describe('the list of tags in the console', () => {
  const nameHere = async (nameThere: string) =>
    (await world.process().tagSync.groups())
      .flatMap(({ tags }) => tags)
      .find(({ name, goneAt }) => name === nameThere && !goneAt)?.tag

  beforeEach(async () => {
    await world.sandbox.changeTagsInConsole({ act: 'make', group: '等级', tag: 'VIP' })
    await world.sandbox.changeTagsInConsole({ act: 'make', group: '等级', tag: '流程在用' })
    await settleAfter(edit('Li.Lei', ['VIP', '流程在用']))
  })

  it('a tag renamed is renamed at everybody, unless something published goes by its name', async () => {
    await world.sandbox.changeTagsInConsole({ act: 'rename', group: '等级', tag: 'VIP', to: '钻石' })
    await world.sandbox.changeTagsInConsole({ act: 'rename', group: '等级', tag: '流程在用', to: '新叫法' })
    await settleAfter(Promise.resolve())
    expect(await here()).toEqual(['流程在用', '钻石'])
    expect([await nameHere('钻石'), await nameHere('新叫法')]).toEqual(['钻石', '流程在用'])
    await settleAfter(edit('Li.Lei', [], ['新叫法']))
    expect(await here()).toEqual(['钻石'])
  })

  it('a tag of Kelu’s renamed goes on under its own name here, and is named back where Kelu wins', async () => {
    await settleAfter(keluPuts('高意向', 'rule'))
    await settleAfter(
      world.sandbox.changeTagsInConsole({ act: 'rename', group: '客旅', tag: '高意向', to: '很想买' }),
    )
    expect([await here(), await nameHere('很想买')]).toEqual([['VIP', '流程在用', '高意向'].sort(), '高意向'])
    expect(await inWecom()).toContain('很想买')
    await wins('客旅', 'kelu')
    await world.settle()
    expect(await inWecom()).toContain('高意向')
  })

  it('a tag or group deleted is deleted at whoever has it from there, and not made again', async () => {
    await settleAfter(keluPuts('高意向', 'rule'))
    await settleAfter(world.sandbox.changeTagsInConsole({ act: 'remove', group: '等级', tag: 'VIP' }))
    expect(await here()).toEqual(['流程在用', '高意向'])
    await world.sandbox.changeTagsInConsole({ act: 'remove', group: '等级' })
    await settleAfter(world.sandbox.changeTagsInConsole({ act: 'remove', group: '客旅', tag: '高意向' }))
    await world.process().reconcile()
    await world.settle()
    // What Kelu put on itself its rules go by: it stays here alone.
    expect([await here(), await inWecom()]).toEqual([['高意向'], []])
    await settleAfter(keluPuts('另一个'))
    expect(await inWecom()).toEqual(['另一个'])
  })

  it('a deleted tag of Kelu’s is made and put on again where Kelu wins', async () => {
    await settleAfter(keluPuts('高意向', 'rule'))
    await wins('客旅', 'kelu')
    await settleAfter(world.sandbox.changeTagsInConsole({ act: 'remove', group: '客旅', tag: '高意向' }))
    expect(await inWecom()).toContain('高意向')
  })

  it('a new order is heard', async () => {
    await settleAfter(
      world.sandbox.changeTagsInConsole({ act: 'shuffle', group: '等级', tags: ['流程在用', 'VIP'] }),
    )
    const group = (await world.process().tagSync.groups()).find(({ name }) => name === '等级')
    const inOrder = [...(group?.tags ?? [])].sort((a, b) => b.order - a.order).map(({ name }) => name)
    expect(inOrder).toEqual(['流程在用', 'VIP'])
  })

  it('one name in two groups is two tags here', async () => {
    await world.sandbox.changeTagsInConsole({ act: 'make', group: '来源', tag: 'VIP' })
    await settleAfter(Promise.resolve())
    const names = (await world.process().tagSync.groups()).flatMap(({ tags }) => tags).map(({ tag }) => tag)
    expect(names).toEqual(expect.arrayContaining(['VIP', '来源/VIP']))
  })

  it('only tags of Kelu’s that nothing goes by are deleted from here; others are refused by name', async () => {
    await settleAfter(keluPuts('高意向', 'rule'))
    const { tagSync } = world.process()
    const idOf = async (tag: string) =>
      (await tagSync.groups()).flatMap(({ tags }) => tags).find((each) => each.tag === tag)!.id
    await expect(tagSync.removeTag(await idOf('VIP'))).rejects.toMatchObject({ code: 'corp_tag.not_own' })
    await expect(tagSync.removeTag('et-nowhere')).rejects.toMatchObject({ code: 'corp_tag.not_found' })
    await tagSync.removeTag(await idOf('高意向'))
    expect(await inWecom()).not.toContain('高意向')
  })
})

describe('what callbacks did not tell', () => {
  it('is found by one reconciliation, which goes on where a killed one was', async () => {
    await settleAfter(keluPuts('高意向', 'rule'))
    await edit('Li.Lei', ['喜欢猫'], ['高意向'])
    await edit('LiuYang', ['喜欢狗'], ['高意向'])
    await world.settleDeaf()
    expect(await here()).toEqual(['高意向'])
    const { reconciliation } = world.process().tagSync
    await reconciliation.ask()
    let pages = 0
    await reconciliation.advance({ shouldStop: () => pages++ > 0, touch: async () => {} })
    world.restart()
    await world.process().tagSync.reconciliation.advance({ shouldStop: () => false, touch: async () => {} })
    await world.settleDeaf()
    expect(await here()).toEqual(['喜欢狗', '喜欢猫'])
    expect(await world.process().tagSync.reconciliation.standing()).toMatchObject({
      report: { pairs: 2, changedHere: 2, unknown: 0 },
    })
  })

  it('is due when somebody asks, and by itself never: the nightly synchronisation hands its pages over', async () => {
    const { reconciliation } = world.process().tagSync
    await edit('Li.Lei', ['喜欢猫'])
    await world.told()
    await world.advance(20 * 3_600 * second)
    expect(await reconciliation.nextAt()).toBeNull()
    await reconciliation.advance({ shouldStop: () => false, touch: async () => {} })
    expect(await here()).toEqual([])
  })

  it('what was read before Kelu marked the pair takes nothing off', async () => {
    const customer = await world.customerOf(wang.externalUserid)
    const readAt = world.clock.now()
    await world.advance(second)
    await settleAfter(keluPuts('高意向', 'rule'))
    const applied = await world
      .process()
      .tagSync.applyPairTags(customer, { staff: 'Li.Lei', tagIds: [], readAt })
    expect(applied.isStale).toBe(true)
    expect(await here()).toEqual(['高意向'])
  })
})
