import { createHash } from 'node:crypto'
import { kindOf, type WecomEvent } from './parse-event.ts'

/** Every id by which two events of one kind in one second can differ, in the order they take in the key. */
const idFields = [
  'FromUserName',
  'UserID',
  'ExternalUserID',
  'ChatId',
  'UpdateDetail',
  'Id',
  'TagType',
  'LinkId',
  'ChatKey',
  'TaskId',
  'EventKey',
  'ResponseCode',
  'MsgId',
  'OpenKfId',
  'Token',
  'NewUserID',
  'TagId',
] as const

// Kinds whose ids are all in the list above. What is not known may carry ids we have not heard of: its whole content counts.
const knownEvents = new Set([
  'change_external_contact',
  'template_card_event',
  'template_card_menu_event',
  'kf_msg_or_event',
])

// References made from it must stay below 200 bytes.
const longest = 170

/**
 * The natural key of a delivery: source, kind, ids, CreateTime. The same delivery sent again, newly encrypted or not, has
 * the same key; two people in one second have two. https://developer.work.weixin.qq.com/document/path/90968
 */
export function inboxIdOf(event: WecomEvent): string {
  const ids = idFields.flatMap((field) => {
    const value = event[field]
    return typeof value === 'string' && value !== '' && value !== 'sys' ? [`${field}=${short(value)}`] : []
  })
  const known = event.MsgType !== 'event' ? event.MsgId !== undefined : knownEvents.has(event.Event ?? '')
  const parts = [
    'wecom',
    kindOf(event),
    ...ids,
    ...(known ? [] : [digest(canonical(event))]),
    event.CreateTime,
  ]
  const key = parts.join(':')
  return key.length <= longest ? key : `wecom:${digest(key)}:${event.CreateTime}`
}

/** Key of an authentic delivery that cannot be understood. */
export function unreadableIdOf(plain: string): string {
  return `wecom:unreadable:${digest(plain)}`
}

// One-time codes are secrets and button keys may be long: both are told apart by their digest.
function short(value: string): string {
  return /^[\w@.-]{1,64}$/.test(value) ? value : digest(value)
}

function digest(value: string): string {
  return createHash('sha256').update(value).digest('hex').slice(0, 32)
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`).join(',')}}`
}
