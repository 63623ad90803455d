import { describe, expect, it } from 'vitest'
import { inboxIdOf } from './inbox-id.ts'
import type { WecomEvent } from './parse-event.ts'
import { click } from './testing/card-click.ts'

const added: WecomEvent = {
  ToUserName: 'ww1',
  FromUserName: 'sys',
  CreateTime: 1_772_413_200,
  MsgType: 'event',
  Event: 'change_external_contact',
  ChangeType: 'add_external_contact',
  UserID: 'lihua',
  ExternalUserID: 'wm1',
  WelcomeCode: 'code-1',
}
const joined: WecomEvent = {
  ToUserName: 'ww1',
  FromUserName: 'sys',
  CreateTime: 1_772_413_200,
  MsgType: 'event',
  Event: 'change_external_chat',
  ChangeType: 'update',
  ChatId: 'wr1',
  MemChangeList: { Item: 'wm1' },
}
const message: WecomEvent = {
  ToUserName: 'ww1',
  FromUserName: 'a',
  CreateTime: 1,
  MsgType: 'text',
  MsgId: '64',
  Content: 'x',
}

describe('inbox id', () => {
  it('names source, kind, ids and second', () => {
    expect(inboxIdOf(added)).toBe(
      'wecom:change_external_contact/add_external_contact:UserID=lihua:ExternalUserID=wm1:1772413200',
    )
  })

  it.each<[string, WecomEvent, Partial<WecomEvent>]>([
    ['the person', added, { ExternalUserID: 'wm2' }],
    ['the salesperson', added, { UserID: 'zhangwei' }],
    ['the change', added, { ChangeType: 'del_follow_user' }],
    ['the second', added, { CreateTime: 1_772_413_201 }],
    ['the presser', click, { FromUserName: 'zhangwei' }],
    ['the card', click, { TaskId: 'abc-2' }],
    ['the button', click, { EventKey: 'done' }],
    ['the response code', click, { ResponseCode: 'r2' }],
    ['the group', joined, { ChatId: 'wr2' }],
    ['an inner part of an event we do not know', joined, { MemChangeList: { Item: 'wm2' } }],
    ['the message', message, { MsgId: '65' }],
  ])('differs with %s', (_what, event, other) => {
    expect(inboxIdOf({ ...event, ...other } as WecomEvent)).not.toBe(inboxIdOf(event))
  })

  it('is the same for the same event with its elements in another order', () => {
    const reversed = Object.fromEntries(Object.entries(joined).reverse()) as WecomEvent
    expect(inboxIdOf(reversed)).toBe(inboxIdOf(joined))
  })

  it('never shows a one-time code', () => {
    const secret = 'V7sp0Yd+Hk/long=code that is not an id'
    expect(inboxIdOf({ ...click, ResponseCode: secret })).not.toContain('V7sp0Yd')
  })

  it('stays short enough for references, however long the ids are', () => {
    const long: WecomEvent = {
      ...click,
      EventKey: 'k'.repeat(60),
      TaskId: 't'.repeat(60),
      FromUserName: 'u'.repeat(60),
    }
    expect(inboxIdOf(long).length).toBeLessThanOrEqual(170)
    expect(inboxIdOf({ ...long, ResponseCode: 'r2' })).not.toBe(inboxIdOf(long))
  })
})
