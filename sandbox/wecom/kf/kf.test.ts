import { expect } from 'vitest'
import type { Sandbox } from '../../contract.ts'
import { aPerson, hour, later, minute, second } from '../../testing/cast.ts'
import { call, wecomClient } from '../../testing/wecom-client.ts'
import { startWithCast, withCast } from '../../testing/with-cast.ts'

const kf = 'wkSandbox0001'
const xiaomei = aPerson('小美').externalUserid

const text = (more: Record<string, unknown> = {}) => ({
  touser: xiaomei,
  open_kfid: kf,
  msgtype: 'text',
  text: { content: '您好' },
  ...more,
})
async function send(sandbox: Sandbox, more: Record<string, unknown> = {}) {
  return (await wecomClient(sandbox)).post('/cgi-bin/kf/send_msg', text(more))
}
async function sync(sandbox: Sandbox, more: Record<string, unknown> = {}) {
  return (await wecomClient(sandbox)).post('/cgi-bin/kf/sync_msg', { open_kfid: kf, ...more })
}
const bellOf = async (sandbox: Sandbox) => (await sandbox.callbacks()).at(-1)!.about

withCast(
  'a message of a customer rings, and is fetched by the token of the callback',
  async ({ sandbox }) => {
    const { msgid } = await sandbox.writeToKf({ person: '小美', text: '在吗' })
    const { Token, OpenKfId } = await bellOf(sandbox)
    expect(OpenKfId).toBe(kf)
    expect(await sync(sandbox, { token: Token })).toMatchObject({
      has_more: 0,
      msg_list: [
        {
          msgid,
          open_kfid: kf,
          external_userid: xiaomei,
          origin: 3,
          msgtype: 'text',
          text: { content: '在吗' },
        },
      ],
    })
  },
)

withCast('a token is good for ten minutes and for its account alone (95007)', async ({ sandbox }) => {
  await sandbox.writeToKf({ person: '小美' })
  const { Token } = await bellOf(sandbox)
  expect((await sync(sandbox, { token: 'made up' })).errcode).toBe(95007)
  await sandbox.setClock(later(10 * minute))
  expect((await sync(sandbox, { token: Token })).errcode).toBe(95007)
})

withCast('without a token only so many are taken in a minute (45009)', async ({ sandbox }) => {
  for (let n = 0; n < 5; n++) expect((await sync(sandbox)).errcode).toBe(0)
  expect((await sync(sandbox)).errcode).toBe(45009)
  await sandbox.setClock(later(minute))
  expect((await sync(sandbox)).errcode).toBe(0)
})

withCast('a cursor goes on where the last page ended; one nobody gave is refused', async ({ sandbox }) => {
  await sandbox.writeToKf({ person: '小美', text: '一' })
  await sandbox.writeToKf({ person: '小美', text: '二' })
  const first = await sync(sandbox, { limit: 1 })
  expect(first).toMatchObject({ has_more: 1, msg_list: [{ text: { content: '一' } }] })
  expect(await sync(sandbox, { cursor: first.next_cursor })).toMatchObject({
    has_more: 0,
    msg_list: [{ text: { content: '二' } }],
  })
  expect((await sync(sandbox, { cursor: 'made up' })).errcode).toBe(40058)
  expect((await sync(sandbox, { limit: 1_001 })).errcode).toBe(40058)
})

withCast('what the API sent is not told, so a page may be empty while others follow', async ({ sandbox }) => {
  await sandbox.writeToKf({ person: '小美' })
  await send(sandbox)
  await sandbox.writeToKf({ person: '小美', text: '好的' })
  const { next_cursor } = await sync(sandbox, { limit: 1 })
  const second = await sync(sandbox, { cursor: next_cursor, limit: 1 })
  expect(second).toMatchObject({ has_more: 1, msg_list: [] })
  expect(await sync(sandbox, { cursor: second.next_cursor })).toMatchObject({
    msg_list: [{ text: { content: '好的' } }],
  })
})

withCast('what is older than three days is gone', async ({ sandbox }) => {
  await sandbox.writeToKf({ person: '小美' })
  await sandbox.setClock(later(72 * hour))
  expect(await sync(sandbox)).toMatchObject({ msg_list: [] })
})

withCast(
  'a message arrives within 48 hours of the customer’s, not before and not after (95002)',
  async ({ sandbox }) => {
    expect((await send(sandbox)).errcode).toBe(95002)
    await sandbox.writeToKf({ person: '小美' })
    await sandbox.setClock(later(48 * hour - second))
    expect((await send(sandbox, { msgid: 'a-1' })).msgid).toBe('a-1')
    await sandbox.setClock(later(48 * hour))
    expect((await send(sandbox)).errcode).toBe(95002)
    expect(await sandbox.deliveries({ kind: 'kf' })).toMatchObject([
      { receiver: xiaomei, ref: 'a-1', content: { msgtype: 'text', content: '您好' } },
    ])
  },
)

withCast('five messages are the most until the customer writes again (95001)', async ({ sandbox }) => {
  await sandbox.writeToKf({ person: '小美' })
  for (let n = 0; n < 5; n++) expect((await send(sandbox)).errcode).toBe(0)
  expect((await send(sandbox)).errcode).toBe(95001)
  await sandbox.writeToKf({ person: '小美' })
  expect((await send(sandbox)).errcode).toBe(0)
})

withCast(
  'nothing is sent into a conversation a member has (95018), nor into one that ended (95013)',
  async ({ sandbox }) => {
    await sandbox.writeToKf({ person: '小美' })
    await sandbox.pickUpKf({ person: '小美', staff: 'LiSi' })
    expect((await send(sandbox)).errcode).toBe(95018)
    await sandbox.endKf({ person: '小美' })
    expect((await send(sandbox)).errcode).toBe(95013)
    await sandbox.writeToKf({ person: '小美' })
    expect((await send(sandbox)).errcode).toBe(0)
  },
)

withCast('an id of a message is well-formed and used once of an account', async ({ sandbox }) => {
  await sandbox.writeToKf({ person: '小美' })
  expect((await send(sandbox, { msgid: 'x'.repeat(33) })).errcode).toBe(40058)
  expect((await send(sandbox, { msgid: 'a#1' })).errcode).toBe(40058)
  expect((await send(sandbox, { msgid: 'once' })).errcode).toBe(0)
  expect((await send(sandbox, { msgid: 'once' })).errcode).toBe(40058)
  expect(await sandbox.deliveries({ kind: 'kf' })).toHaveLength(1)
})

withCast('refuses accounts, people and contents that are not there', async ({ sandbox }) => {
  await sandbox.writeToKf({ person: '小美' })
  const codes = []
  for (const more of [
    { open_kfid: 'nonsense' },
    { open_kfid: 'wkNobody' },
    { touser: 'wmNobody' },
    { msgtype: 'poem' },
    { text: { content: '' } },
    { text: { content: '好'.repeat(683) } },
    { msgtype: 'link', link: { title: '新品', url: 'https://k.example/r/a' } },
    { msgtype: 'link', link: { title: '新品', url: 'https://k.example/r/a', thumb_media_id: 'none' } },
  ])
    codes.push((await send(sandbox, more)).errcode)
  expect(codes).toEqual([95000, 95004, 40096, 40008, 44004, 45002, 40063, 40007])
})

withCast('a message that fails after it was accepted is told with its type', async ({ sandbox }) => {
  await sandbox.writeToKf({ person: '小美' })
  await sandbox.setKfFate({ person: '小美', failType: 10 })
  await send(sandbox, { msgid: 'lost-1' })
  await sandbox.setClock(later(second))
  await sandbox.runDue()
  const { msg_list } = await sync(sandbox)
  expect((msg_list as unknown[]).at(-1)).toMatchObject({
    msgtype: 'event',
    event: { event_type: 'msg_send_fail', external_userid: xiaomei, fail_msgid: 'lost-1', fail_type: 10 },
  })
  expect(await sandbox.deliveries({ kind: 'kf' })).toEqual([])
})

withCast('tells of customers who wrote within 48 hours', async ({ sandbox }) => {
  const ask = async () =>
    (await wecomClient(sandbox)).post('/cgi-bin/kf/customer/batchget', { external_userid_list: [xiaomei] })
  expect(await ask()).toMatchObject({ customer_list: [], invalid_external_userid: [xiaomei] })
  await sandbox.writeToKf({ person: '小美' })
  expect(await ask()).toMatchObject({
    customer_list: [{ external_userid: xiaomei, unionid: aPerson('小美').unionid }],
  })
  await sandbox.setClock(later(48 * hour))
  expect(await ask()).toMatchObject({ customer_list: [] })
})

withCast(
  'an application that may not call 微信客服 is told so (48002, 48007)',
  async ({ sandbox: { settings } }) => {
    const barred = await startWithCast({ settings: { wecomKf: 'forbidden' } })
    const without = await startWithCast({
      settings: { kfAccounts: [{ openKfid: kf, name: '售后', granted: 'no' }] },
    })
    try {
      expect(settings.kfAccounts).toHaveLength(1)
      expect((await sync(barred)).errcode).toBe(48002)
      expect((await sync(without)).errcode).toBe(48007)
      const client = await wecomClient(without)
      expect(await client.post('/cgi-bin/kf/account/list')).toMatchObject({ account_list: [] })
      expect((await call(barred, 'POST', '/cgi-bin/kf/account/list', {}, '{}')).errcode).toBe(41001)
    } finally {
      await barred.close()
      await without.close()
    }
  },
)
