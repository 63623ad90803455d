import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Person } from '../../sandbox/contract.ts'
import { type RunningKelu, runningKelu } from '../testing/running-kelu.ts'

const hour = 3_600_000
const sentence = '您好，以后由韩梅梅为您服务'
/** A day passes with all that falls due in it. */
let world: RunningKelu
beforeAll(async () => {
  world = await runningKelu()
})
afterAll(() => world.close())

async function friendsOf(staff: string, count: number): Promise<Person[]> {
  const people: Person[] = []
  for (let n = 0; n < count; n++) {
    const person = await world.somebody()
    await world.sandbox.scanAndAdd({ person: person.name, staff })
    people.push(person)
  }
  await world.settle()
  return people
}
const activeStaff = async (person: Person) =>
  (await world.customerOf(person)).follows.filter(({ removedAt }) => !removedAt).map(({ staff }) => staff)
const itemsOf = (handOver: string) =>
  world.kelu.connection.collection('handOverItems').find({ handOver }).sort({ _id: 1 }).toArray()

describe('在职继承', () => {
  it('customers and groups go to the colleague after a day, told with the sentence; who refuses stays and is named', async () => {
    const [goes, refuses] = await friendsOf('lilei', 2)
    const chat = await world.sandbox.addCustomerGroup({ owner: 'lilei', name: '母婴群' })
    const handOver = await world.kelu.handOvers.begin({
      ...{ from: 'lilei', to: ['hanmei'], kind: 'onjob', sentence, by: '王经理' },
    })
    await world.settle()
    await world.sandbox.refuseTransfer(refuses!.name)
    expect(await world.sandbox.transferMessages(goes!.name)).toEqual([sentence])
    expect(await world.sandbox.groupOwner(chat)).toBe('hanmei')
    expect(await activeStaff(goes!)).toEqual(['lilei'])

    await world.pass(25 * hour)
    expect([await activeStaff(goes!), await activeStaff(refuses!)]).toEqual([['hanmei'], ['lilei']])
    expect(await world.customerOf(goes!)).toMatchObject({
      owner: 'hanmei',
      reach: { wecom: { state: 'reachable' } },
    })
    const items = await itemsOf(handOver._id)
    const ofPerson = (person: Person) => items.find(({ ref }) => ref === person.externalUserid)
    expect(ofPerson(goes!)).toMatchObject({ state: 'done', to: 'hanmei' })
    expect(ofPerson(refuses!)).toMatchObject({ state: 'refused', code: 'refused' })
    expect(await world.eventsOf(goes!)).not.toContain('wecom.friend_removed')
    expect(await world.eventsOf(refuses!)).toContain('wecom.transfer_failed')
    const [listed] = await world.kelu.handOvers.list(1)
    expect(listed?.handOver.endedAt).toBeDefined()
  })

  it('a third one within 90 days is refused by name', async () => {
    const [person] = await friendsOf('lilei', 1)
    for (const [from, to] of [
      ['lilei', 'hanmei'],
      ['hanmei', 'lilei'],
    ] as const) {
      await world.kelu.handOvers.begin({ from, to: [to], kind: 'onjob', by: '王经理' })
      await world.settle()
      await world.pass(25 * hour)
      expect(await activeStaff(person!)).toEqual([to])
    }
    const third = await world.kelu.handOvers.begin({
      from: 'lilei',
      to: ['hanmei'],
      kind: 'onjob',
      by: '王经理',
    })
    await world.settle()
    const items = await itemsOf(third._id)
    expect(items.find(({ ref }) => ref === person!.externalUserid)).toMatchObject({
      state: 'refused',
      code: '40128',
    })
  })

  it('goes on where a lost answer left it: nobody is asked for twice', async () => {
    const [person] = await friendsOf('lilei', 1)
    const api = '/cgi-bin/externalcontact/transfer_customer'
    await world.sandbox.addFault({ platform: 'wecom', api, kind: 'connectionReset', times: 2 })
    await world.kelu.handOvers.begin({ from: 'lilei', to: ['hanmei'], kind: 'onjob', sentence, by: '王经理' })
    await world.settle()
    await world.pass(25 * hour)
    expect(await activeStaff(person!)).toEqual(['hanmei'])
    expect(await world.sandbox.transferMessages(person!.name)).toEqual([sentence])
  })

  it.each([
    ['same', { to: ['LiLei'] }],
    ['nobody', { to: [] }],
    ['sentence', { to: ['hanmei'], sentence: '长'.repeat(201) }],
    ['sentence', { to: ['hanmei'], kind: 'resigned' as const, sentence: '您好' }],
    ['nothing', { from: 'nobody-here', to: ['hanmei'] }],
  ])('is refused for what is wrong with it: %s', async (reason, wrong) => {
    const request = { from: 'lilei', kind: 'onjob' as const, by: '王经理', ...wrong }
    await expect(world.kelu.handOvers.begin(request)).rejects.toMatchObject({
      code: 'hand_over.refused',
      data: { reason },
    })
  })
})

describe('离职继承', () => {
  it('customers of a leaver wait, and go to several colleagues in turn without a sentence; nobody counts as lost', async () => {
    await world.sandbox.addStaff({ userid: 'zhaoliu', name: '赵六', reachable: true })
    const people = await friendsOf('zhaoliu', 4)
    await world.sandbox.staffLeaves('zhaoliu')
    await world.settle()
    expect(await world.kelu.handOvers.left()).toEqual(new Map([['zhaoliu', 4]]))
    await world.kelu.handOvers.begin({
      from: 'zhaoliu',
      to: ['lilei', 'hanmei'],
      kind: 'resigned',
      by: '王经理',
    })
    await world.settle()
    await world.pass(25 * hour)
    const owners = await Promise.all(people.map(async (person) => (await world.customerOf(person)).owner))
    expect(owners.sort()).toEqual(['hanmei', 'hanmei', 'lilei', 'lilei'])
    for (const person of people) expect(await world.eventsOf(person)).not.toContain('wecom.friend_removed')
    expect(await world.kelu.handOvers.left()).toEqual(new Map())
  })
})

describe('删人提醒', () => {
  it('tells whoever leads the salesperson that a customer deleted them, and not of one who was handed over', async () => {
    const [leaves, handed] = await friendsOf('lilei', 2)
    const textsOf = async () =>
      (await world.sandbox.deliveries({ kind: 'staffText' })).filter((each) =>
        JSON.stringify(each.content).includes('删人提醒'),
      )
    await world.sandbox.removeStaff({ person: leaves!.name, staff: 'lilei' })
    await world.settle()
    const told = await textsOf()
    expect(told).toHaveLength(1)
    expect(JSON.stringify(told[0]?.content)).toContain(leaves!.nickname)
    await world.kelu.handOvers.begin({ from: 'lilei', to: ['hanmei'], kind: 'onjob', by: '王经理' })
    await world.settle()
    await world.pass(25 * hour)
    expect(await activeStaff(handed!)).toEqual(['hanmei'])
    expect(await textsOf()).toHaveLength(1)
  })
})
