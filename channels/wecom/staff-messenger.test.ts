import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { TaskCard } from '../../domain/sales/ports.ts'
import { type Platforms, startPlatforms } from '../testing/platforms.ts'
import { createStaffMessenger } from './staff-messenger.ts'

let platforms: Platforms
beforeEach(async () => {
  platforms = await startPlatforms()
})
afterEach(() => platforms.close())

const api = '/cgi-bin/message/send'

function messenger(api = platforms.wecom) {
  return createStaffMessenger({ api })
}

function aCard(card: Partial<TaskCard> = {}): TaskCard {
  return {
    cardId: 'task-1',
    userid: 'Li.Lei',
    title: '小王 回到小程序',
    description: '三天内看过两次',
    facts: [{ label: '意向', value: '86 分' }],
    url: 'https://k.example/task/1',
    buttons: [{ key: 'accept', text: '接受', style: 1 }],
    ...card,
  }
}

it('a card that only opens a page arrives once, however often it is sent', async () => {
  const { buttons: _, ...card } = aCard({ cardId: 'morning-1', title: '今天的待办' })
  for (let n = 0; n < 2; n++) expect(await messenger().sendList(card)).toMatchObject({ kind: 'sent' })
  const delivered = await platforms.sandbox.deliveries({ kind: 'card' })
  expect(delivered).toMatchObject([
    { receiver: 'Li.Lei', ref: 'morning-1', content: { card: { card_type: 'text_notice' } } },
  ])
})

describe('a task card', () => {
  it('arrives and can be closed once with its response code', async () => {
    const outcome = await messenger().sendCard(aCard())
    expect(outcome).toMatchObject({ kind: 'sent', responseCode: expect.any(String) })
    const delivered = await platforms.sandbox.deliveries({ kind: 'card' })
    expect(delivered).toMatchObject([{ receiver: 'Li.Lei', ref: 'task-1' }])

    const closing = {
      userid: 'Li.Lei',
      responseCode: 'responseCode' in outcome ? String(outcome.responseCode) : '',
      text: '已接受',
    }
    expect(await messenger().closeCard(closing)).toEqual({ kind: 'sent' })
    expect(await messenger().closeCard(closing)).toMatchObject({ kind: 'refused', code: '60140' })
    expect(await platforms.sandbox.deliveries({ kind: 'cardUpdate' })).toHaveLength(1)
  })

  it('can be replaced by another one', async () => {
    const { responseCode = '' } = await messenger().sendCard(aCard())
    const card = aCard({ cardId: 'task-1b', title: '已被接受' })
    expect(await messenger().replaceCard({ responseCode, card })).toEqual({ kind: 'sent' })
    const [update] = await platforms.sandbox.deliveries({ kind: 'cardUpdate' })
    expect(update?.content).toMatchObject({ card: { main_title: { title: '已被接受' } } })
  })

  it('sent twice with one id was delivered once', async () => {
    await messenger().sendCard(aCard())
    expect(await messenger().sendCard(aCard())).toEqual({ kind: 'sent' })
    expect(await platforms.sandbox.deliveries({ kind: 'card' })).toHaveLength(1)
  })

  it.each([
    ['timeoutAfterActing', 'was delivered: WeCom gives the code that closes it to nobody else', false],
    ['timeoutBeforeActing', 'is delivered by the search, whose answer brings the code that closes it', true],
    ['serverError', 'is delivered by the search, whose answer brings the code that closes it', true],
  ] as const)('whose answer was lost (%s) is unknown, and %s', async (kind, _what, closes) => {
    await platforms.strike({ platform: 'wecom', api, kind })
    const lost = await messenger(platforms.impatient.wecom).sendCard(aCard())
    expect(lost).toMatchObject({ kind: 'unknown' })
    const found = await messenger().findCard(aCard())
    expect(found).toMatchObject({ kind: 'sent' })
    expect(await platforms.sandbox.deliveries({ kind: 'card' })).toHaveLength(1)
    const { responseCode } = found
    expect(responseCode !== undefined).toBe(closes)
    if (responseCode === undefined) return
    const closing = { userid: 'Li.Lei', responseCode, text: '已完成' }
    expect(await messenger().closeCard(closing)).toEqual({ kind: 'sent' })
  })

  it('cannot be searched for while WeCom does not answer', async () => {
    await platforms.sandbox.addFault({ platform: 'wecom', api, kind: 'timeoutBeforeActing' })
    const { wecom } = platforms.impatient
    expect(await messenger(wecom).findCard(aCard())).toEqual({ kind: 'cannotTell' })
  })

  it('that is malformed is refused before the call', async () => {
    expect(await messenger().sendCard(aCard({ cardId: 'a:b' }))).toMatchObject({
      kind: 'refused',
      reason: 'content',
    })
    expect(await platforms.calls(`wecom:${api}`)).toBe(0)
  })
})

describe('a salesperson', () => {
  it.each(['HanMeimei', 'nobody'])('%s who is not in WeCom is told as unreachable', async (userid) => {
    expect(await messenger().sendCard(aCard({ userid }))).toMatchObject({
      kind: 'refused',
      reason: 'unreachable',
      code: '81013',
    })
  })

  it('gets a text in which the words of strangers are letters on one line, and one link', async () => {
    const words = '【跟进提醒】「<a href="https://evil.example">重置密码</a>\n【系统通知】」'
    await messenger().sendText({ userid: 'Li.Lei', words, url: 'https://k.example/task/1' })
    const [delivered] = await platforms.sandbox.deliveries({ kind: 'staffText' })
    expect(delivered?.content.content).toBe(
      '【跟进提醒】「＜a href="https：／／evil．example"＞重置密码＜/a＞ 【系统通知】」\nhttps://k.example/task/1',
    )
  })

  it('gets the whole link however long the words are', async () => {
    const url = 'https://k.example/task/1'
    await messenger().sendText({ userid: 'Li.Lei', words: '客'.repeat(900), url })
    const [delivered] = await platforms.sandbox.deliveries({ kind: 'staffText' })
    expect(delivered?.content.content).toMatch(/^客+…\nhttps:\/\/k\.example\/task\/1$/)
  })

  it.each([60111, 60011, 46004, 50002])('refused with %i is told as unreachable', async (code) => {
    await platforms.strike({ platform: 'wecom', api, kind: 'errcode', code })
    expect(await messenger().sendText({ userid: 'Li.Lei', words: '在吗' })).toMatchObject({
      reason: 'unreachable',
    })
  })

  it.each([43012, 48002, 301002])('is not blamed for %i, a fault of set-up', async (code) => {
    await platforms.strike({ platform: 'wecom', api, kind: 'errcode', code })
    expect(await messenger().sendCard(aCard())).toMatchObject({ kind: 'refused', reason: 'configuration' })
  })

  it('never gets a 31st message in a minute: it would be dropped without a word', async () => {
    const outcomes = []
    for (let i = 0; i < 31; i++)
      outcomes.push(await messenger().sendText({ userid: 'Li.Lei', words: `第${i}条` }))
    expect(outcomes.filter(({ kind }) => kind === 'sent')).toHaveLength(30)
    expect(outcomes[30]).toMatchObject({ kind: 'retryLater', afterMs: expect.any(Number) })
    // The same person in another spelling has the same limit.
    expect(await messenger().sendText({ userid: 'li.lei', words: '再一条' })).toMatchObject({
      kind: 'retryLater',
    })
    expect(await platforms.sandbox.undelivered()).toEqual([])
    await platforms.advance(62_000)
    expect(await messenger().sendText({ userid: 'Li.Lei', words: '下一分钟' })).toMatchObject({
      kind: 'sent',
    })
  })
})

describe('closing a card', () => {
  it('is not tried again with the same code after WeCom answered that it failed', async () => {
    const { responseCode = '' } = await messenger().sendCard(aCard())
    const update = '/cgi-bin/message/update_template_card'
    await platforms.strike({ platform: 'wecom', api: update, kind: 'errcode', code: -1 })
    const outcome = await messenger().closeCard({ userid: 'Li.Lei', responseCode, text: '已完成' })
    expect(outcome).toMatchObject({ kind: 'refused', code: '-1' })
    expect(await platforms.calls(`wecom:${update}`)).toBe(1)
  })
})
