import { describe, expect, test } from 'vitest'
import { silentLog } from '../../domain/log.ts'
import type { GroupMessage, GroupMessages } from '../../domain/outreach/group-sends/ports.ts'
import type { Sandbox } from '../../sandbox/contract.ts'
import { aPerson, later, minute, monday } from '../../sandbox/testing/cast.ts'
import { startWithCast } from '../../sandbox/testing/with-cast.ts'
import { movableClock } from '../../test/testing/clock.ts'
import { createMemoryAccessTokens } from '../coordination/memory-access-tokens.ts'
import { createMemoryRateGovernor } from '../coordination/memory-rate-governor.ts'
import { createWecomApi } from './api.ts'
import { createGroupMessages } from './group-messages.ts'
import { createMediaIds } from './media-ids.ts'

const mei = aPerson('小美').externalUserid
const path = (name: string) => `/cgi-bin/externalcontact/${name}`

interface Scene {
  sandbox: Sandbox
  messages: GroupMessages
  message: GroupMessage
}

// biome-ignore lint/correctness/noEmptyPattern: vitest reads from the pattern that nothing is asked for
const it = test.extend('scene', async ({}, { onCleanup }): Promise<Scene> => {
  const sandbox = await startWithCast()
  await sandbox.scanAndAdd({ person: '小美', staff: 'ZhangSan' })
  const clock = movableClock(monday)
  const api = createWecomApi({
    baseUrl: sandbox.urls.wecom,
    corpId: sandbox.settings.corpId,
    secret: sandbox.settings.wecomSecret,
    agentId: sandbox.settings.agentId,
    tokens: createMemoryAccessTokens({ clock }),
    governor: createMemoryRateGovernor({ clock }),
    clock,
    log: silentLog,
    wait: async () => undefined,
    timeoutMs: 300,
  })
  onCleanup(async () => {
    api.close()
    await sandbox.close()
  })
  const pictures = {
    file: async () => null,
    copyOf: async () => null,
    keepCopy: async () => undefined,
    forgetCopy: async () => undefined,
  }
  const mediaIds = createMediaIds({ api, pictures, clock, log: silentLog })
  const messages = createGroupMessages({ api, mediaIds, log: silentLog })
  const message = {
    sender: 'ZhangSan',
    externalUserids: [mei],
    text: '新品到店 http://k.example/r/Ab12Cd',
    attachments: [{ kind: 'link', title: '新品', url: 'http://k.example/r/Ef34Gh' }],
  } satisfies GroupMessage
  return { sandbox, messages, message }
})

const msgidOf = async ({ messages, message }: Scene): Promise<string> => {
  const made = await messages.create(message)
  if (made.kind !== 'created') throw new Error(made.kind)
  return made.msgid
}
const nobodyElses = async () => new Set<string>()

describe('asking for a group-send', () => {
  it('makes one task, and names whom the sender cannot reach', async ({ scene }) => {
    const { messages, message, sandbox } = scene
    expect(await messages.create({ ...message, externalUserids: [mei, 'wmGone'] })).toEqual({
      kind: 'created',
      msgid: expect.any(String),
      unreachable: ['wmGone'],
    })
    expect(await sandbox.groupSendsOf('ZhangSan')).toHaveLength(1)
  })

  it.for([
    ['nobody', { externalUserids: ['wmGone'] }],
    ['senderRefused', { sender: 'Nobody' }],
    ['refused', { text: '好'.repeat(1_400) }],
    ['refused', { externalUserids: Array.from({ length: 10_001 }, (_, n) => `wm${n}`) }],
    ['retryLater', { attachments: [{ kind: 'image', picture: { uploaded: 'gone' } }] }],
  ] as const)('ends as %s (%#)', async ([kind, more], { scene }) => {
    const { messages, message } = scene
    expect(await messages.create({ ...message, ...more } as GroupMessage)).toMatchObject({ kind })
  })
})

describe('a task whose answer was lost', () => {
  it('is found again by its words', async ({ scene }) => {
    const { sandbox, messages, message } = scene
    const fault = { platform: 'wecom', api: path('add_msg_template'), times: 1 } as const
    await sandbox.addFault({ ...fault, kind: 'timeoutAfterActing' })
    expect(await messages.create(message)).toMatchObject({ kind: 'unknown' })
    const [task] = await sandbox.groupSendsOf('ZhangSan')
    expect(await messages.find(message, monday, nobodyElses)).toEqual({ kind: 'told', msgid: task?.msgid })
  })

  it('is none when there is none, when another has its words, or when it belongs to another batch', async ({
    scene,
  }) => {
    const { messages, message } = scene
    const find = (one: GroupMessage, taken = nobodyElses) => messages.find(one, monday, taken)
    expect(await find(message)).toEqual({ kind: 'told', msgid: null })
    const msgid = await msgidOf(scene)
    expect(await find({ ...message, text: '新品到店 http://k.example/r/Zz99Zz' })).toMatchObject({
      msgid: null,
    })
    expect(await find({ ...message, sender: 'LiSi' })).toMatchObject({ msgid: null })
    expect(await find(message, async () => new Set([msgid]))).toMatchObject({ msgid: null })
    expect(await find(message)).toMatchObject({ msgid })
  })

  it('cannot be told of while WeCom cannot be asked', async ({ scene }) => {
    const { sandbox, messages, message } = scene
    await sandbox.addFault({
      platform: 'wecom',
      api: path('get_groupmsg_list_v2'),
      kind: 'errcode',
      code: 41063,
    })
    expect(await messages.find(message, monday, nobodyElses)).toEqual({ kind: 'cannotTell' })
  })
})

describe('what becomes of it', () => {
  it('is read: who has sent, and who got it when', async ({ scene }) => {
    const { sandbox, messages } = scene
    const msgid = await msgidOf(scene)
    expect(await messages.hasSent(msgid, 'zhangsan')).toEqual({ kind: 'told', hasSent: false })
    await sandbox.confirmGroupSend({ staff: 'ZhangSan', msgid })
    expect(await messages.hasSent(msgid, 'zhangsan')).toEqual({ kind: 'told', hasSent: true })
    const people = [{ externalUserid: mei, status: 1, at: monday }]
    expect(await messages.results(msgid, 'ZhangSan')).toEqual({ kind: 'told', people })
    expect(await messages.sendersOf(msgid)).toMatchObject({
      senders: [{ userid: 'ZhangSan', hasSent: true }],
    })
  })

  it('ends with a cancel, once or twice; and no reminder goes out afterwards', async ({ scene }) => {
    const { messages } = scene
    const msgid = await msgidOf(scene)
    expect(await messages.remind(msgid)).toEqual({ kind: 'sent' })
    for (let n = 0; n < 2; n += 1) expect(await messages.cancel(msgid)).toEqual({ kind: 'told', over: true })
    expect(await messages.remind(msgid)).toMatchObject({ kind: 'refused' })
  })

  it('is not over while the cancel has no answer', async ({ scene }) => {
    const { sandbox, messages } = scene
    const msgid = await msgidOf(scene)
    await sandbox.addFault({ platform: 'wecom', api: path('cancel_groupmsg_send'), kind: 'serverError' })
    expect(await messages.cancel(msgid)).toEqual({ kind: 'cannotTell' })
  })

  it('is listed with what salespeople sent by themselves', async ({ scene }) => {
    const { sandbox, messages } = scene
    const ours = await msgidOf(scene)
    const own = await sandbox.sendOwnGroupMessage({ staff: 'ZhangSan', people: ['小美'], text: '在吗' })
    const made = await messages.made(monday, new Date(later(minute)))
    expect(made).toMatchObject({ kind: 'told', sends: [{ msgid: ours }, { msgid: own.msgid }] })
  })
})
