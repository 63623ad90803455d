import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../contract.ts'
import { monday } from '../testing/cast.ts'
import { type WecomClient, wecomClient } from '../testing/wecom-client.ts'
import { startWithCast } from '../testing/with-cast.ts'

const ec = '/cgi-bin/externalcontact'
const hourMs = 3_600_000
let sandbox: Sandbox
let client: WecomClient
let external: string
beforeEach(async () => {
  sandbox = await startWithCast()
  client = await wecomClient(sandbox)
  await sandbox.scanAndAdd({ person: '小美', staff: 'ZhangSan' })
  const list = await client.get(`${ec}/list`, { userid: 'ZhangSan' })
  external = (list.external_userid as string[])[0] ?? ''
})
afterEach(() => sandbox.close())

let now = monday
async function pass(hours: number): Promise<void> {
  now = new Date(now.getTime() + hours * hourMs)
  await sandbox.setClock(now.toISOString())
  await sandbox.runDue()
  client = await wecomClient(sandbox)
}
beforeEach(() => {
  now = monday
})

const ask = (more: Record<string, unknown> = {}, path = 'transfer_customer') =>
  client.post(`${ec}/${path}`, {
    handover_userid: 'ZhangSan',
    takeover_userid: 'LiSi',
    external_userid: [external],
    ...more,
  })
const codeOf = async (more: Record<string, unknown> = {}, path?: string) => {
  const answer = await ask(more, path)
  const [first] = (answer.customer ?? []) as { errcode: number }[]
  return first?.errcode ?? answer.errcode
}
const statusOf = async (path = 'transfer_result') => {
  const answer = await client.post(`${ec}/${path}`, { handover_userid: 'ZhangSan', takeover_userid: 'LiSi' })
  return (answer.customer as { status: number }[])[0]?.status
}
const friends = async (userid: string) => (await client.get(`${ec}/list`, { userid })).external_userid

describe('在职继承', () => {
  it('takes effect after 24 hours, and is told at both members', async () => {
    expect(await codeOf({ transfer_success_msg: '您好' })).toBe(0)
    expect(await statusOf()).toBe(2)
    await pass(23)
    expect(await friends('ZhangSan')).toEqual([external])
    await pass(2)
    expect([await statusOf(), await friends('ZhangSan'), await friends('LiSi')]).toEqual([1, [], [external]])
    const told = (await sandbox.callbacks())
      .slice(-2)
      .map(({ about }) => [about.ChangeType, about.UserID, about.Source])
    expect(told).toEqual([
      ['del_external_contact', 'ZhangSan', 'DELETE_BY_TRANSFER'],
      ['add_external_contact', 'LiSi', undefined],
    ])
  })

  it('is refused: under way, the same member, no follower, 101 at a time, a longer sentence, a third time in 90 days', async () => {
    expect(await codeOf({ takeover_userid: 'zhangsan' })).toBe(40130)
    expect(await codeOf({ external_userid: ['wm-nobody'] })).toBe(40096)
    expect(await codeOf({ external_userid: Array(101).fill(external) })).toBe(40058)
    expect(await codeOf({ transfer_success_msg: '长'.repeat(201) })).toBe(40058)
    expect(await codeOf({}, 'resigned/transfer_customer')).toBe(40097)
    expect([await codeOf(), await codeOf()]).toEqual([0, 40129])
    await pass(25)
    expect(await codeOf({ handover_userid: 'LiSi', takeover_userid: 'ZhangSan' })).toBe(0)
    await pass(25)
    expect(await codeOf()).toBe(40128)
    await pass(90 * 24)
    expect(await codeOf()).toBe(0)
  })

  it('the customer may refuse', async () => {
    await ask()
    await sandbox.refuseTransfer('小美')
    await pass(25)
    expect([await statusOf(), await friends('ZhangSan')]).toEqual([3, [external]])
    expect((await sandbox.callbacks()).at(-1)?.about).toMatchObject({
      ChangeType: 'transfer_fail',
      FailReason: 'customer_refused',
    })
  })
})

describe('离职继承', () => {
  it('customers of who left are listed until they are on their way', async () => {
    await sandbox.staffLeaves('ZhangSan')
    const list = () => client.post(`${ec}/get_unassigned_list`, { page_size: 1_000 })
    expect((await list()).info).toMatchObject([{ handover_userid: 'ZhangSan', external_userid: external }])
    expect(await codeOf()).toBe(40003)
    expect(await codeOf({}, 'resigned/transfer_customer')).toBe(0)
    expect((await list()).info).toEqual([])
    await pass(25)
    expect([await statusOf('resigned/transfer_result'), await friends('LiSi')]).toEqual([1, [external]])
  })
})

describe('customer groups', () => {
  const give = (path: string, chats: string[], owner: string) =>
    client.post(`${ec}/groupchat/${path}`, { chat_id_list: chats, new_owner: owner })

  it('are given away by whoever owns them, twice in 90 days at most, and refused by what is wrong', async () => {
    const chat = await sandbox.addCustomerGroup({ owner: 'ZhangSan', name: '群' })
    const codes = async (path: string, chats: string[], owner: string) => {
      const answer = await give(path, chats, owner)
      return (
        answer.errcode || (answer.failed_chat_list as { errcode: number }[]).map(({ errcode }) => errcode)
      )
    }
    expect(await codes('transfer', [chat], 'LiSi')).toEqual([90500])
    expect(await codes('onjob_transfer', [chat, 'wr-nowhere'], 'ZhangSan')).toEqual([90504, 90501])
    expect(await codes('onjob_transfer', Array(101).fill(chat), 'LiSi')).toBe(40058)
    expect(await codes('onjob_transfer', [chat], 'LiSi')).toEqual([])
    expect(await codes('onjob_transfer', [chat], 'ZhangSan')).toEqual([])
    expect(await codes('onjob_transfer', [chat], 'LiSi')).toEqual([90508])
    await sandbox.staffLeaves('ZhangSan')
    expect(await codes('onjob_transfer', [chat], 'LiSi')).toEqual([90502])
  })

  it('no more than 300 a day go from one member to another', async () => {
    const chats: string[] = []
    for (let n = 0; n < 301; n++)
      chats.push(await sandbox.addCustomerGroup({ owner: 'ZhangSan', name: `群${n}` }))
    for (let n = 0; n < 300; n += 100) await give('onjob_transfer', chats.slice(n, n + 100), 'LiSi')
    const last = await give('onjob_transfer', chats.slice(300), 'LiSi')
    expect(last.failed_chat_list).toMatchObject([{ errcode: 45009 }])
    await pass(25)
    expect((await give('onjob_transfer', chats.slice(300), 'LiSi')).failed_chat_list).toEqual([])
  })
})
