import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Customer } from '../../models/customer.ts'
import { aGroupSendWorld, type GroupSendWorld } from './world.ts'

const shipped = (path: string) =>
  readFile(fileURLToPath(new URL(`../../templates/${path}.yaml`, import.meta.url)), 'utf8')

/** 中秋节 is 25 September in 2026: greeted three days ahead, at 10:00. */
const on = (time: string) => new Date(`2026-09-22T${time}:00+08:00`)

let world: GroupSendWorld
const people = {} as Record<'confirmed' | 'ignored' | 'stranger', Customer>

describe('the festival broadcast as it ships', () => {
  beforeAll(async () => {
    world = await aGroupSendWorld({ staff: ['ZhangSan', 'LiSi'] })
    const files = ['calendar/china', 'messages/mid-autumn', 'broadcasts/mid-autumn'] as const
    await world.publish((await Promise.all(files.map(shipped))).join('\n---\n'))
    people.confirmed = await world.aCustomer({ friendsOf: ['ZhangSan'] })
    people.ignored = await world.aCustomer({ friendsOf: ['LiSi'] })
    people.stranger = await world.aCustomer({ friendsOf: [] })
    await world.sandbox.setGroupSendHabit({
      staff: 'ZhangSan',
      habit: { kind: 'confirm', afterMs: 30 * 60_000 },
    })
    world.clock.set(on('09:55'))
    await world.moveTo(on('11:00'))
  })
  afterAll(() => world.close())

  const stateOf = async (customer: Customer) => {
    const { state, channel } = await world.touchOf(customer)
    return `${state} ${channel}`
  }

  it('goes by WeCom to whom their salesperson sends it, and by SMS at once to those who are nobody’s friend', async () => {
    expect(await stateOf(people.confirmed)).toBe('sent wecom')
    expect(await stateOf(people.stranger)).toBe('sent sms')
    expect(await stateOf(people.ignored)).toBe('deferred wecom')
  })

  it('says the same to all, with a link of the batch', async () => {
    const [got] = await world.sandbox.deliveries({ kind: 'groupSend' })
    expect(got?.content.text).toMatch(/^中秋快到了，.*：https?:\/\/\S+\/r\/\w+$/)
  })

  it('goes by SMS in the evening to those whose salesperson let it lie, before the quiet hours begin', async () => {
    world.clock.set(on('18:59'))
    await world.moveTo(on('18:59'))
    expect(world.sms.calls).toHaveLength(1)
    await world.moveTo(on('19:15'))
    expect(await stateOf(people.ignored)).toBe('sent sms')
    expect(await world.gotInWecom()).toEqual([world.externalOf(people.confirmed)])
    expect(world.sms.calls).toHaveLength(2)
  })
})
