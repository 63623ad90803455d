import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../contract.ts'
import { hour, later } from '../testing/cast.ts'
import { startTarget, type Target } from '../testing/target.ts'
import { type WecomClient, wecomClient } from '../testing/wecom-client.ts'
import { startWithCast } from '../testing/with-cast.ts'

const button = (key = 'accept') => ({ type: 0, text: '接受', style: 1, key })
const notice = {
  card_type: 'text_notice',
  main_title: { title: '任务已完成' },
  card_action: { type: 1, url: 'https://k.example/task/1' },
}

describe('template cards', () => {
  let sandbox: Sandbox
  let target: Target
  let client: WecomClient
  beforeEach(async () => {
    target = await startTarget()
    sandbox = await startWithCast({ target })
    client = await wecomClient(sandbox)
  })
  afterEach(async () => {
    await sandbox.close()
    await target.close()
  })

  const taskCard = (more: Record<string, unknown> = {}) => ({
    card_type: 'button_interaction',
    main_title: { title: '新客户跟进' },
    task_id: 'task-1@kelu',
    button_list: [button(), button('pass')],
    ...more,
  })
  const send = (card: unknown, touser = 'ZhangSan') =>
    client.post('/cgi-bin/message/send', {
      touser,
      msgtype: 'template_card',
      agentid: sandbox.settings.agentId,
      template_card: card,
    })
  const update = (responseCode: unknown, more: Record<string, unknown> = {}) =>
    client.post('/cgi-bin/message/update_template_card', {
      userids: ['ZhangSan'],
      agentid: sandbox.settings.agentId,
      response_code: responseCode,
      button: { replace_name: '已接受' },
      ...more,
    })

  it('reach the member with their own task_id and answer a response_code', async () => {
    expect((await send(taskCard())).response_code).toEqual(expect.any(String))
    expect(await sandbox.deliveries({ kind: 'card' })).toMatchObject([
      {
        receiver: 'ZhangSan',
        ref: 'task-1@kelu',
        content: { card: { main_title: { title: '新客户跟进' } } },
      },
    ])
  })

  it('refuse a task_id used before, also when the first send reached nobody', async () => {
    await send(taskCard())
    expect(await send(taskCard(), 'LiSi')).toMatchObject({ errcode: 42014 })
    expect(await send(taskCard({ task_id: 'other' }), 'Nobody')).toMatchObject({ errcode: 81013 })
    expect(await send(taskCard({ task_id: 'other' }))).toMatchObject({ errcode: 42014 })
  })

  it('answer no response_code for a text notice', async () => {
    expect(await send(notice)).not.toHaveProperty('response_code')
  })

  const fact = { keyname: '来源', value: '海报' }
  it.each([
    ['an unknown type', { card_type: 'poem' }],
    ['no title', { main_title: {} }],
    ['no task_id', { task_id: undefined }],
    ['a task_id with a blank', { task_id: 'a b' }],
    ['a task_id of 129 bytes', { task_id: 'x'.repeat(129) }],
    ['no button', { button_list: [] }],
    ['seven buttons', { button_list: Array.from({ length: 7 }, (_, n) => button(`k${n}`)) }],
    ['a button without text', { button_list: [{ ...button(), text: '' }] }],
    ['a button of style 5', { button_list: [{ ...button(), style: 5 }] }],
    ['a button without key', { button_list: [{ ...button(), key: '' }] }],
    ['a key of 1025 bytes', { button_list: [button('k'.repeat(1_025))] }],
    ['a link button without address', { button_list: [{ type: 1, text: '打开' }] }],
    ['seven facts', { horizontal_content_list: Array(7).fill(fact) }],
    ['a fact without name', { horizontal_content_list: [{ value: '海报' }] }],
    ['a fact of kind link without address', { horizontal_content_list: [{ ...fact, type: 1 }] }],
    ['a fact of kind member without userid', { horizontal_content_list: [{ ...fact, type: 3 }] }],
    ['four jumps', { jump_list: Array(4).fill({ title: '详情' }) }],
    ['a jump without title', { jump_list: [{ type: 1, url: 'https://k.example' }] }],
    ['a jump without address', { jump_list: [{ type: 1, title: '详情' }] }],
    ['a jump without mini-program', { jump_list: [{ type: 2, title: '详情' }] }],
    ['a source of 14 characters', { source: { desc: '一二三四五六七八九十一二三四' } }],
    [
      'four menu items',
      { action_menu: { desc: '更多', action_list: Array(4).fill({ text: 'a', key: 'a' }) } },
    ],
  ])('are refused with %s', async (_what, more) => {
    const { errcode } = await send(taskCard(more))
    expect(errcode).toBeGreaterThanOrEqual(42014)
    expect(errcode).toBeLessThanOrEqual(42051)
    expect(await sandbox.deliveries()).toHaveLength(0)
  })

  it.each([
    ['neither title nor text', { main_title: undefined }],
    ['no action', { card_action: undefined }],
    ['an action of type 0', { card_action: { type: 0 } }],
    ['an action without address', { card_action: { type: 1 } }],
  ])('of kind text notice are refused with %s', async (_what, more) => {
    const { errcode } = await send({ ...notice, ...more })
    expect(errcode).toBeGreaterThanOrEqual(42037)
    expect(errcode).toBeLessThanOrEqual(42051)
  })

  it('that call back are refused while the app has no callback URL', async () => {
    const lonely = await startWithCast()
    const itsClient = await wecomClient(lonely)
    const answer = await itsClient.post('/cgi-bin/message/send', {
      touser: 'ZhangSan',
      msgtype: 'template_card',
      agentid: lonely.settings.agentId,
      template_card: taskCard(),
    })
    await lonely.close()
    expect(answer).toMatchObject({ errcode: 43012 })
  })

  it('are updated once by one response_code', async () => {
    const { response_code } = await send(taskCard())
    expect(await update(response_code)).toMatchObject({ errcode: 0, invaliduser: [] })
    expect(await update(response_code)).toMatchObject({ errcode: 60140 })
    expect(await sandbox.deliveries({ kind: 'cardUpdate' })).toMatchObject([
      { receiver: 'ZhangSan', ref: 'task-1@kelu', content: { text: '已接受' } },
    ])
  })

  it('are updated within 72 hours only', async () => {
    const { response_code: first } = await send(taskCard())
    const { response_code: another } = await send(taskCard({ task_id: 'another' }))
    await sandbox.setClock(later(72 * hour))
    client = await wecomClient(sandbox)
    expect(await update(first)).toMatchObject({ errcode: 0 })
    await sandbox.setClock(later(72 * hour + 1))
    expect(await update(another)).toMatchObject({ errcode: 60140 })
  })

  it('are not updated by a code nobody gave, for nobody, or without a change', async () => {
    const { response_code } = await send(taskCard())
    expect(await update('nonsense')).toMatchObject({ errcode: 60140 })
    expect(await update(response_code, { userids: [] })).toMatchObject({ errcode: 82001 })
    expect(await update(response_code, { button: {} })).toMatchObject({ errcode: 40063 })
    expect(await update(response_code, { agentid: 1 })).toMatchObject({ errcode: 40056 })
  })

  it('name members of an update who never had the card', async () => {
    const { response_code } = await send(taskCard())
    expect(await update(response_code, { userids: ['ZhangSan', 'LiSi'] })).toMatchObject({
      errcode: 0,
      invaliduser: ['LiSi'],
    })
  })

  it('tell Kelu which button was pressed, each time with a new response_code', async () => {
    await send(taskCard())
    await sandbox.pressCard({ staff: 'ZhangSan', cardId: 'task-1@kelu', key: 'accept' })
    await sandbox.pressCard({ staff: 'ZhangSan', cardId: 'task-1@kelu', key: 'accept' })
    const [first, again] = await sandbox.callbacks()
    expect(first).toMatchObject({
      acknowledged: true,
      about: {
        FromUserName: 'ZhangSan',
        Event: 'template_card_event',
        EventKey: 'accept',
        TaskId: 'task-1@kelu',
        CardType: 'button_interaction',
      },
    })
    expect(target.received[0]!.path).toBe('/wecom/callback/agent')
    expect(again!.about.ResponseCode).not.toBe(first!.about.ResponseCode)
    expect(await update(first!.about.ResponseCode)).toMatchObject({ errcode: 0 })
    expect(await update(again!.about.ResponseCode)).toMatchObject({ errcode: 0 })
  })

  it('cannot be pressed by who never had them, at a button they do not have, or after an update', async () => {
    const { response_code } = await send(taskCard())
    const press = (staff: string, key = 'accept') => sandbox.pressCard({ staff, cardId: 'task-1@kelu', key })
    await expect(press('LiSi')).rejects.toThrow('never received')
    await expect(press('ZhangSan', 'nothing')).rejects.toThrow('no button')
    await update(response_code)
    await expect(press('ZhangSan')).rejects.toThrow('are gone')
    expect(await sandbox.callbacks()).toHaveLength(0)
  })
})
