import { describe, expect } from 'vitest'
import { withDatabase } from '../../test/testing/database.ts'
import { aCode, keeperWorld } from './testing/keeper.ts'

const hour = 3_600_000
const add = '/cgi-bin/externalcontact/add_contact_way'
const update = '/cgi-bin/externalcontact/update_contact_way'

const it = withDatabase.extend('world', async ({ db }, { onCleanup }) => {
  const world = await keeperWorld(db)
  onCleanup(() => world.close())
  return world
})

describe('a channel code that Kelu makes', () => {
  it('is there once it is published, leads to whoever is at work, and is asked for no more than needed', async ({
    world,
  }) => {
    const keeper = world.keeper()
    expect(await keeper.sweep()).toBe(1)
    expect(await world.sandbox.contactWays()).toMatchObject([
      { state: 'parcel', remark: '包裹卡', users: ['Li.Lei'] },
    ])
    expect(await keeper.sweep()).toBe(0)
    expect(await world.calls(`wecom:${update}`)).toBe(0)
  })

  it('follows shifts as they change, and whoever stands behind when nobody is at work', async ({ world }) => {
    const keeper = world.keeper()
    const at = async (hours: number) => {
      await world.advance(hours * hour)
      await keeper.sweep()
      return world.leadsTo()
    }
    expect(await at(0)).toEqual(['Li.Lei'])
    expect(await at(4)).toEqual(['HanMeimei', 'Li.Lei'])
    expect(await at(1)).toEqual(['HanMeimei'])
    expect(await at(6)).toEqual(['ChenJing'])
    expect(await at(13)).toEqual(['Li.Lei'])
  })

  it('leaves whoever has as many as they take a day out at once, until the next day', async ({ world }) => {
    world.now.codes = [
      aCode({
        staff: { departments: ['西湖店'], members: [{ userid: 'Li.Lei', perDay: 2 }], backup: ['ChenJing'] },
      }),
    ]
    const keeper = world.keeper()
    await world.advance(4.5 * hour)
    await keeper.sweep()
    await world.arrive('wm1', 'li.lei', '2026-03-02')
    await keeper.used('parcel')
    expect(await world.leadsTo()).toEqual(['HanMeimei', 'Li.Lei'])
    await world.arrive('wm2', 'li.lei', '2026-03-02')
    await keeper.used('parcel')
    expect(await world.leadsTo()).toEqual(['HanMeimei'])
    await world.advance(20 * hour)
    await keeper.sweep()
    expect(await world.leadsTo()).toEqual(['Li.Lei'])
  })

  it('goes on leading to somebody when there is nobody at all', async ({ world }) => {
    const keeper = world.keeper()
    await keeper.sweep()
    world.now.codes = [aCode({ staff: { departments: ['西湖店'] } })]
    await world.advance(14 * hour)
    await keeper.sweep()
    expect(await world.leadsTo()).toEqual(['Li.Lei'])
    const [look] = await keeper.look(world.now.codes as never)
    expect(look?.pool).toMatchObject({ users: [], usesBackup: true })
  })

  it('leads away from who has left, to a colleague who is not at work when nobody is', async ({ world }) => {
    const keeper = world.keeper()
    world.now.codes = [aCode({ staff: { departments: ['西湖店'] } })]
    await keeper.sweep()
    await world.staff.change('li.lei', { status: 'left' })
    await world.advance(14 * hour)
    await keeper.sweep()
    expect(await world.leadsTo()).toEqual(['HanMeimei'])
    expect(await keeper.sweep()).toBe(0)
    await world.staff.change('hanmeimei', { status: 'left' })
    await keeper.sweep()
    expect(await world.leadsTo()).toEqual(['HanMeimei'])
  })

  it('leads to those behind at once when everybody who is at work is refused', async ({ world }) => {
    const keeper = world.keeper()
    await world.sandbox.setStaffPapers('Li.Lei', { realName: 'missing' })
    await world.sandbox.setStaffPapers('HanMeimei', { realName: 'missing' })
    await world.advance(4.2 * hour)
    expect(await keeper.sweep()).toBe(1)
    expect(await world.leadsTo()).toEqual(['ChenJing'])
    expect(await keeper.sweep()).toBe(0)
  })

  for (const [what, why, code] of [
    ['whose real name is not proved', 'noRealName', '40098'],
    ['who is not activated', 'notActivated', '41054'],
  ] as const) {
    it(`names a member ${what}, does without, and asks again after an hour`, async ({ world }) => {
      const isName = why === 'noRealName'
      const mend = (is: boolean) =>
        isName
          ? world.sandbox.setStaffPapers('HanMeimei', { realName: is ? 'proven' : 'missing' })
          : world.sandbox.setStaffReachable('HanMeimei', is)
      await mend(false)
      const keeper = world.keeper()
      await world.advance(4.2 * hour)
      await keeper.sweep()
      expect(await world.leadsTo()).toEqual(['Li.Lei'])
      const [look] = await keeper.look(world.now.codes as never)
      expect(look?.pool.people).toMatchObject([
        { userid: 'hanmeimei', state: 'refused', refused: { why, code } },
        { userid: 'li.lei', state: 'taking' },
        { userid: 'chenjing', isBackup: true, state: 'waiting' },
      ])
      expect(await keeper.sweep()).toBe(0)
      await mend(true)
      await world.advance(0.5 * hour)
      expect(await keeper.sweep()).toBe(0)
      await world.advance(0.6 * hour)
      await keeper.sweep()
      expect(await world.leadsTo()).toEqual(['HanMeimei'])
      const [after] = await keeper.look(world.now.codes as never)
      expect(after?.pool.people[0]).toMatchObject({ state: 'taking', refused: null })
    })
  }

  it('is made once by processes that begin at the same moment', async ({ world }) => {
    await Promise.all(['one', 'two', 'three'].map((holder) => world.keeper(holder).sweep()))
    expect(await world.sandbox.contactWays()).toHaveLength(1)
  })

  it('is found by its state when the answer was lost, and not made again', async ({ world }) => {
    await world.strike({ platform: 'wecom', api: add, kind: 'timeoutAfterActing' })
    const impatient = world.keeper('one', world.platformOf(world.impatient.wecom))
    await impatient.sweep()
    const [made] = await world.sandbox.contactWays()
    await world.advance(60_000)
    await world.keeper('two').sweep()
    expect(await world.sandbox.contactWays()).toHaveLength(1)
    expect((await world.ways.find(`${world.corp}:parcel`))?.configId).toBe(made?.configId)
  })

  it('is found when the process died between the call and its record, and a second one is taken away', async ({
    world,
  }) => {
    const platform = world.platformOf()
    const dying = {
      ...platform,
      make: async (content: Parameters<typeof platform.make>[0]) => {
        await platform.make(content)
        await platform.make(content)
        return new Promise<never>(() => undefined)
      },
    }
    void world.keeper('dying', dying).sweep()
    await expect.poll(async () => (await world.sandbox.contactWays()).length).toBe(2)
    const next = world.keeper('next')
    expect(await next.sweep()).toBe(0)
    world.leasesEnd()
    await next.sweep()
    expect(await world.sandbox.contactWays()).toHaveLength(1)
  })

  it('that nobody wants any more is taken out of WeCom, once, also when the answer was lost, and made anew when it is wanted', async ({
    world,
  }) => {
    const remove = '/cgi-bin/externalcontact/del_contact_way'
    const keeper = world.keeper()
    await keeper.sweep()
    const [code] = world.now.codes
    Object.assign(world.now, { codes: [], retired: [{ id: 'parcel', name: '包裹卡', state: 'parcel' }] })
    await world.sandbox.addFault({ platform: 'wecom', api: remove, kind: 'connectionReset', times: 9 })
    await keeper.sweep()
    expect(await world.sandbox.contactWays()).toHaveLength(1)
    expect(await keeper.sweep()).toBe(0)
    await world.sandbox.clearFaults()
    await world.advance(20_000)
    await keeper.sweep()
    expect(await world.sandbox.contactWays()).toEqual([])
    expect([...(await keeper.stopped(['parcel']))]).toEqual([['parcel', world.clock.now()]])
    expect(await keeper.sweep()).toBe(0)
    Object.assign(world.now, { codes: [code], retired: [] })
    await keeper.sweep()
    expect(await world.leadsTo()).toEqual(['Li.Lei'])
    expect((await keeper.stopped(['parcel'])).size).toBe(0)
  })

  it('that somebody took away in WeCom is made again, with its picture', async ({ world }) => {
    const keeper = world.keeper()
    await keeper.sweep()
    const first = await keeper.picture('parcel')
    const [way] = await world.sandbox.contactWays()
    await world.platformOf().remove(way?.configId ?? '')
    await world.advance(5 * hour)
    await keeper.sweep()
    await keeper.sweep()
    expect(await world.leadsTo()).toEqual(['HanMeimei'])
    const second = await keeper.picture('parcel')
    expect(second?.subarray(1, 4).toString()).toBe('PNG')
    expect(second?.equals(first ?? Buffer.alloc(0))).toBe(false)
  })

  it('that WeCom refuses as a whole says why, and is asked for again ten minutes later', async ({
    world,
  }) => {
    await world.sandbox.addFault({ platform: 'wecom', api: add, kind: 'errcode', code: 41_045 })
    const keeper = world.keeper()
    await keeper.sweep()
    await keeper.sweep()
    expect(await world.calls(`wecom:${add}`)).toBe(1)
    expect((await world.ways.find(`${world.corp}:parcel`))?.fault).toMatchObject({ code: '41045' })
    await world.sandbox.clearFaults()
    await world.advance(11 * 60_000)
    await keeper.sweep()
    const way = await world.ways.find(`${world.corp}:parcel`)
    expect(way).toMatchObject({ configId: expect.any(String) })
    expect(way?.fault).toBeUndefined()
  })

  it('tells its new name, and one made by hand is left alone', async ({ world }) => {
    const keeper = world.keeper()
    world.now.codes = [aCode(), aCode({ channel: 'hand', state: 'byhand', staff: undefined })]
    await keeper.sweep()
    world.now.codes = [aCode({ name: '包裹卡二期' })]
    await keeper.sweep()
    expect(await world.sandbox.contactWays()).toMatchObject([{ state: 'parcel', remark: '包裹卡二期' }])
  })
})
