import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { staff as demoStaff } from '../../sandbox/demo/people.ts'
import { type RunningKelu, runningKelu } from '../testing/running-kelu.ts'

const code = (id: string, staff: object) => ({
  ...{ channel: id, name: `活码${id}`, state: id, welcome: 'welcome-default', staff },
})
let world: RunningKelu
beforeAll(async () => {
  world = await runningKelu({
    staff: [
      ...demoStaff,
      {
        ...{ userid: 'Zhao.Liu', name: '赵六', department: '门店一部', reachable: true },
        ...{ phone: '+8613900000077', onDuty: true, inFallbackPool: false },
      },
    ],
    definitions: [
      code('named', { members: ['Zhao.Liu'], backup: ['zhao.liu', 'hanmei'] }),
      code('others', { members: ['lilei', 'hanmei'] }),
      code('unproved', { members: ['zhao.liu'] }),
    ],
  })
  await world.settle()
  await world.moveTo(world.at(0, '10:00'))
})
afterAll(() => world.close())

const usersOf = async (state: string) =>
  (await world.sandbox.contactWays())
    .find((way) => way.state === state)
    ?.users.map((each) => each.toLowerCase())
const codesOf = async () => {
  const [listed] = await world.kelu.handOvers.list(1)
  return listed?.counts
    .filter(({ what }) => what === 'code')
    .map(({ state, code, count }) => [state, code, count])
}
const handOver = (from: string, to: string) =>
  world.kelu.handOvers.begin({ from, to: [to], kind: 'onjob', by: '王经理' })
const update = '/cgi-bin/externalcontact/update_contact_way'

describe('channel codes of a member who hands over', () => {
  it('lead to the colleague, also when the answer of WeCom is lost, and no other code changes', async () => {
    await expect.poll(async () => (await usersOf('named')) ?? [], { timeout: 60_000 }).toEqual(['zhao.liu'])
    const estate = await world.kelu.handOvers.estateOf('zhao.liu', 'onjob')
    expect(estate.get('code')).toEqual(['named', 'unproved'])
    await world.sandbox.addFault({ platform: 'wecom', api: update, kind: 'connectionReset', times: 2 })
    await handOver('Zhao.Liu', 'lilei')
    await world.settle()
    await world.pass(5 * 60_000)
    expect([await usersOf('named'), await usersOf('unproved')]).toEqual([['lilei'], ['lilei']])
    expect(await codesOf()).toEqual([['done', undefined, 2]])
    const named = world.kelu.registry.channelCodes.find(({ id }) => id === 'named')
    expect(named?.made).toMatchObject({
      members: [{ userid: 'lilei' }],
      backup: [{ userid: 'lilei' }, { userid: 'hanmei' }],
    })
    expect((await world.kelu.handOvers.estateOf('zhao.liu', 'onjob')).get('code')).toEqual([])
  })

  it('name a colleague who cannot be used, and lead to whoever else they have', async () => {
    await world.sandbox.setStaffPapers('Zhao.Liu', { realName: 'missing' })
    await handOver('lilei', 'zhao.liu')
    await world.settle()
    await world.pass(60_000)
    expect(await codesOf()).toEqual([['refused', '40098', 3]])
    expect([await usersOf('named'), await usersOf('others')]).toEqual([['hanmei'], ['hanmei']])
    // There is nobody else: WeCom keeps no code that leads to nobody.
    expect(await usersOf('unproved')).toEqual(['lilei'])
  })
})
