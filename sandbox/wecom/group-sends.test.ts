import { describe, expect } from 'vitest'
import type { Sandbox, SandboxSettings } from '../contract.ts'
import { aPerson, later, minute } from '../testing/cast.ts'
import { type WecomClient, wecomClient } from '../testing/wecom-client.ts'
import { startWithCast, withCast } from '../testing/with-cast.ts'

const path = (name: string) => `/cgi-bin/externalcontact/${name}`
const mei = aPerson('小美').externalUserid
const hong = aPerson('小红', 2)

interface Scene {
  sandbox: Sandbox
  client: WecomClient
  /** A task for ZhangSan, whose customers 小美 and 小红 are. */
  create(more?: Record<string, unknown>): ReturnType<WecomClient['post']>
  ask(name: string, body: Record<string, unknown>): ReturnType<WecomClient['post']>
  msgid(): Promise<string>
}

const it = withCast.extend('scene', async ({ sandbox }): Promise<Scene> => {
  return await aScene(sandbox)
})

async function aScene(sandbox: Sandbox): Promise<Scene> {
  const client = await wecomClient(sandbox)
  await sandbox.addPerson(hong)
  for (const person of ['小美', '小红']) await sandbox.scanAndAdd({ person, staff: 'ZhangSan' })
  const ask = (name: string, body: Record<string, unknown>) => client.post(path(name), body)
  const create = (more: Record<string, unknown> = {}) =>
    ask('add_msg_template', {
      chat_type: 'single',
      sender: 'ZhangSan',
      external_userid: [mei, hong.externalUserid],
      text: { content: '中秋快乐' },
      ...more,
    })
  return { sandbox, client, create, ask, msgid: async () => String((await create()).msgid) }
}

async function withRule(wecomGroupSendRule: NonNullable<SandboxSettings['wecomGroupSendRule']>) {
  return await aScene(await startWithCast({ settings: { wecomGroupSendRule } }))
}

describe('add_msg_template', () => {
  it('only makes a task: nobody gets anything before the member confirms', async ({ scene }) => {
    const { sandbox, create } = scene
    expect(await create()).toMatchObject({ errcode: 0, fail_list: [] })
    expect(await sandbox.deliveries({ kind: 'groupSend' })).toEqual([])
    const [task] = await sandbox.groupSendsOf('zhangsan')
    expect(task).toMatchObject({ text: '中秋快乐', people: [mei, hong.externalUserid] })
    await sandbox.confirmGroupSend({ staff: 'ZhangSan', msgid: task!.msgid })
    expect((await sandbox.deliveries({ kind: 'groupSend' })).map(({ receiver }) => receiver)).toEqual([
      mei,
      hong.externalUserid,
    ])
    expect(await sandbox.groupSendsOf('ZhangSan')).toEqual([])
  })

  it('names whom the sender cannot reach, and refuses when that is everybody', async ({ scene }) => {
    const { create } = scene
    expect(await create({ external_userid: [mei, 'wmNobody'] })).toMatchObject({ fail_list: ['wmNobody'] })
    expect(await create({ sender: 'LiSi' })).toMatchObject({
      errcode: 41048,
      fail_list: [mei, hong.externalUserid],
    })
  })

  it.for([
    [40058, { chat_type: 'group' }],
    [40058, { external_userid: Array.from({ length: 10_001 }, (_, n) => `wm${n}`) }],
    [40003, { sender: 'Nobody' }],
    [40063, { external_userid: [], sender: '' }],
    [40063, { text: { content: '' } }],
    [45002, { text: { content: '好'.repeat(1_334) } }],
    [41064, { attachments: Array.from({ length: 10 }, () => ({ msgtype: 'link' })) }],
    [41065, { attachments: [{ msgtype: 'poem' }] }],
    [40007, { attachments: [{ msgtype: 'image', image: { media_id: 'MEDIAgone' } }] }],
    [90207, aCard('wxOther')],
  ] as const)(
    'is refused with %i for what the page does not allow (%#)',
    async ([errcode, more], { scene }) => {
      expect(await scene.create({ ...more })).toMatchObject({ errcode })
    },
  )

  it('goes to all customers of a sender, or to those with a tag of each group', async ({ scene }) => {
    const { sandbox, create, ask } = scene
    await create({ external_userid: [] })
    expect((await sandbox.groupSendsOf('ZhangSan')).at(-1)?.people).toEqual([mei, hong.externalUserid])
    await sandbox.editCustomer({ person: '小红', staff: 'ZhangSan', addTags: ['金卡'] })
    const groups = (await ask('get_corp_tag_list', {})).tag_group as { tag: { id: string }[] }[]
    const tag_list = [groups[0]!.tag[0]!.id]
    await create({ external_userid: [], sender: '', tag_filter: { group_list: [{ tag_list }] } })
    expect((await sandbox.groupSendsOf('ZhangSan')).at(-1)?.people).toEqual([hong.externalUserid])
  })
})

function aCard(appid: string) {
  const miniprogram = { title: '新品', appid, page: 'pages/home', pic_media_id: 'MEDIAx' }
  return { attachments: [{ msgtype: 'miniprogram', miniprogram }] }
}

describe('what the member does with it', () => {
  it('is told by nobody, and read by whoever asks', async ({ scene }) => {
    const { sandbox, ask } = scene
    const msgid = await scene.msgid()
    const told = (await sandbox.callbacks()).length
    const task = () => ask('get_groupmsg_task', { msgid })
    expect((await task()).task_list).toEqual([{ userid: 'ZhangSan', status: 0 }])
    await sandbox.removeStaff({ person: '小红', staff: 'ZhangSan' })
    await sandbox.confirmGroupSend({ staff: 'ZhangSan', msgid })
    expect((await task()).task_list).toMatchObject([{ userid: 'ZhangSan', status: 2 }])
    const { send_list } = await ask('get_groupmsg_send_result', { msgid, userid: 'zhangsan' })
    expect(send_list).toMatchObject([
      { external_userid: mei, userid: 'ZhangSan', status: 1 },
      { external_userid: hong.externalUserid, status: 2 },
    ])
    // The removal alone was told.
    expect(await sandbox.callbacks()).toHaveLength(told + 1)
  })

  it('may be less than everybody only where that was allowed', async ({ scene }) => {
    const { sandbox, create, ask } = scene
    const pick = { staff: 'ZhangSan', people: [mei] }
    const strict = String((await create()).msgid)
    await expect(sandbox.confirmGroupSend({ ...pick, msgid: strict })).rejects.toThrow('lets nobody choose')
    const msgid = String((await create({ allow_select: true })).msgid)
    await sandbox.confirmGroupSend({ ...pick, msgid })
    const { send_list } = await ask('get_groupmsg_send_result', { msgid, userid: 'ZhangSan' })
    expect(send_list).toMatchObject([{ status: 1 }, { status: 0 }])
  })

  it('follows a habit in its own time', async ({ scene }) => {
    const { sandbox } = scene
    const habit = { kind: 'confirm', afterMs: 30 * minute } as const
    await sandbox.setGroupSendHabit({ staff: 'ZhangSan', habit })
    await scene.msgid()
    await sandbox.setClock(later(29 * minute))
    await sandbox.runDue()
    expect(await sandbox.deliveries({ kind: 'groupSend' })).toEqual([])
    await sandbox.setClock(later(30 * minute))
    await sandbox.runDue()
    expect(await sandbox.deliveries({ kind: 'groupSend' })).toHaveLength(2)
  })

  it('cannot happen once it was cancelled', async ({ scene }) => {
    const { sandbox, ask } = scene
    const msgid = await scene.msgid()
    expect(await ask('cancel_groupmsg_send', { msgid })).toMatchObject({ errcode: 0 })
    expect(await ask('cancel_groupmsg_send', { msgid })).toMatchObject({ errcode: 41093 })
    await expect(sandbox.confirmGroupSend({ staff: 'ZhangSan', msgid })).rejects.toThrow('not asked')
  })

  it('is asked for three times in 24 hours', async ({ scene }) => {
    const { sandbox, ask } = scene
    const msgid = await scene.msgid()
    const codes: number[] = []
    for (let n = 0; n < 4; n += 1) codes.push((await ask('remind_groupmsg_send', { msgid })).errcode)
    expect(codes).toEqual([0, 0, 0, 41094])
    await sandbox.setClock(later(24 * 60 * minute))
    scene.client.token = (await wecomClient(sandbox)).token
    expect(await ask('remind_groupmsg_send', { msgid })).toMatchObject({ errcode: 0 })
  })
})

describe('how many a customer gets', () => {
  const sendOn = async ({ sandbox }: Scene, day: number, month = 3) => {
    await sandbox.setClock(new Date(Date.UTC(2026, month - 1, day, 4)).toISOString())
    await sandbox.sendOwnGroupMessage({ staff: 'ZhangSan', people: ['小美'], text: '在吗' })
  }
  const got = async ({ sandbox }: Scene) => (await sandbox.deliveries({ kind: 'groupSend' })).length

  it('is one a day where the corp says so, the member’s own included', async () => {
    const scene = await withRule('day')
    await sendOn(scene, 3)
    await sendOn(scene, 3)
    expect(await got(scene)).toBe(1)
    await sendOn(scene, 4)
    expect(await got(scene)).toBe(2)
    await scene.sandbox.close()
  })

  it('is seven in a week that begins on Monday', async () => {
    const scene = await withRule('week')
    // Monday 2 March.
    for (let n = 0; n < 8; n += 1) await sendOn(scene, 2 + Math.min(n, 6))
    expect(await got(scene)).toBe(7)
    await sendOn(scene, 9)
    expect(await got(scene)).toBe(8)
    await scene.sandbox.close()
  })

  it('is as many as the month has days, unless it was set otherwise', async ({ scene }) => {
    for (let n = 0; n < 31; n += 1) await sendOn(scene, 2, 4)
    expect(await got(scene)).toBe(30)
    await sendOn(scene, 1, 5)
    expect(await got(scene)).toBe(31)
  })

  it('shows as status 3', async () => {
    const scene = await withRule('day')
    await sendOn(scene, 2)
    scene.client.token = (await wecomClient(scene.sandbox)).token
    const msgid = await scene.msgid()
    await scene.sandbox.confirmGroupSend({ staff: 'ZhangSan', msgid })
    const { send_list } = await scene.ask('get_groupmsg_send_result', { msgid, userid: 'ZhangSan' })
    expect(send_list).toMatchObject([{ external_userid: mei, status: 3 }, { status: 1 }])
    await scene.sandbox.close()
  })
})

describe('get_groupmsg_list_v2', () => {
  const seconds = (at: string) => Math.floor(Date.parse(at) / 1_000)
  const span = { start_time: seconds(later(0)), end_time: seconds(later(60 * minute)) }

  it('tells what was made, by whom and with which words', async ({ scene }) => {
    const { sandbox, ask } = scene
    const msgid = await scene.msgid()
    const own = await sandbox.sendOwnGroupMessage({ staff: 'ZhangSan', people: ['小美'], text: '在吗' })
    const list = async (more = {}) =>
      (await ask('get_groupmsg_list_v2', { chat_type: 'single', ...span, ...more })).group_msg_list
    expect(await list()).toEqual([
      expect.objectContaining({ msgid, create_type: 0, text: { content: '中秋快乐' } }),
      expect.objectContaining({ msgid: own.msgid, create_type: 1, creator: 'ZhangSan' }),
    ])
    expect(await list({ filter_type: 0 })).toMatchObject([{ msgid }])
    expect(await list({ filter_type: 1, creator: 'zhangsan' })).toMatchObject([{ msgid: own.msgid }])
    expect(await list({ start_time: span.end_time })).toEqual([])
  })

  it('comes in pages of at most a hundred, over at most a month', async ({ scene }) => {
    const { ask } = scene
    const first = await scene.msgid()
    const second = await scene.msgid()
    const list = (more: object) => ask('get_groupmsg_list_v2', { chat_type: 'single', ...span, ...more })
    const page = await list({ limit: 1 })
    expect(page.group_msg_list).toMatchObject([{ msgid: first }])
    expect(await list({ limit: 1, cursor: page.next_cursor })).toMatchObject({
      group_msg_list: [{ msgid: second }],
      next_cursor: '',
    })
    expect(await list({ limit: 101 })).toMatchObject({ errcode: 40058 })
    const tooLong = { end_time: span.start_time + 32 * 86_400 }
    expect(await list(tooLong)).toMatchObject({ errcode: 40058 })
  })
})

it.for([
  ['get_groupmsg_task', {}, 41046],
  ['get_groupmsg_task', { msgid: 'msgOther' }, 41047],
  ['get_groupmsg_send_result', { msgid: 'msgOther', userid: 'ZhangSan' }, 41047],
  ['remind_groupmsg_send', { msgid: 'msgOther' }, 41047],
  ['cancel_groupmsg_send', { msgid: 'msgOther' }, 41047],
] as const)('%s of a task nobody made is refused (%#)', async ([name, body, errcode], { scene }) => {
  expect(await scene.ask(name, { ...body })).toMatchObject({ errcode })
})
