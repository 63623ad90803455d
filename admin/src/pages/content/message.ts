import type { Channel } from '../../design/channels.ts'
import type { Attachment } from './edit/attachments.ts'

/** A message as it is written; what nobody wrote yet is missing. */
export interface Message {
  message: string
  name?: string
  purpose?: 'requested' | 'marketing' | 'staff'
  category?: string
  topic?: string
  promotion?: boolean
  brand?: string
  variables?: Record<string, Variable>
  sms?: { text?: string; templates?: Record<string, string>; params?: Record<string, string> }
  email?: { subject?: string; html?: string; text?: string }
  miniprogram?: {
    subscription?: { template?: string; page?: string; data?: Record<string, string> }
    popup?: { title?: string; body?: string; to?: string }
  }
  welcome?: Chat
  wecom?: Chat
  /** One message: words, or one attachment. */
  kf?: Chat
  [other: string]: unknown
}

export interface Chat {
  text?: string
  attach?: Attachment[]
}

export type Variable =
  | { from: string; default?: string }
  | { link: string }
  | { recommend: unknown[]; default: string }

/** The channels in the order of the tabs. */
export const tabs: Channel[] = ['sms', 'miniprogram', 'popup', 'wecom', 'welcome', 'kf', 'email']

export function partOf(message: Message, channel: Channel): object | undefined {
  if (channel === 'miniprogram') return message.miniprogram?.subscription
  if (channel === 'popup') return message.miniprogram?.popup
  return message[channel] as object | undefined
}

/** The message with another content of one channel; undefined takes it away. */
export function withPart(message: Message, channel: Channel, part: object | undefined): Message {
  if (channel !== 'miniprogram' && channel !== 'popup') return without({ ...message, [channel]: part })
  const key = channel === 'popup' ? 'popup' : 'subscription'
  const miniprogram = without({ ...message.miniprogram, [key]: part })
  const isEmpty = Object.keys(miniprogram).length === 0
  return without({ ...message, miniprogram: isEmpty ? undefined : miniprogram })
}

function without<T extends object>(record: T): T {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T
}

export type About = Pick<Message, 'topic' | 'promotion' | 'brand'>

/** The message about something else: what is empty or not so is not written down. */
export function aboutOf(message: Message, changed: About): Message {
  const { topic, promotion, brand } = { ...message, ...changed }
  return without({
    ...message,
    topic: topic || undefined,
    promotion: promotion || undefined,
    brand: brand || undefined,
  })
}

export const refusalWords = '拒收请回复R'

/** What a channel begins with. */
export function firstPart(channel: Channel, purpose: Message['purpose']): object {
  const end = purpose === 'marketing' ? ` ${refusalWords}` : ''
  switch (channel) {
    case 'sms':
      return { text: `写短信正文${end}`, templates: {} }
    case 'miniprogram':
      return { template: '', data: { thing1: '写内容' } }
    case 'popup':
      return { title: '写标题', body: '写正文' }
    case 'email':
      return { subject: '写标题', html: '<p>写正文</p>', text: '写正文' }
    default:
      return { text: '写正文' }
  }
}

/** Faults whose place lies within what a channel says. */
export function isOfChannel(path: string, channel: Channel): boolean {
  const places: Partial<Record<Channel, string>> = {
    miniprogram: 'miniprogram.subscription',
    popup: 'miniprogram.popup',
  }
  const place = places[channel] ?? channel
  return path === place || path.startsWith(`${place}.`)
}

/** The text with one expression changed where it stands; as it was where it stands there no more. */
export function replacedAt(text: string, at: number, word: string, by: string): string {
  return text.startsWith(word, at) ? text.slice(0, at) + by + text.slice(at + word.length) : text
}

/** The message with the text at a dotted place changed. */
export function withTextAt(message: Message, path: string, change: (text: string) => string): Message {
  const [first = '', ...rest] = path.split('.')
  const inner = (value: unknown, keys: string[]): unknown => {
    const [key, ...others] = keys
    if (key === undefined) return typeof value === 'string' ? change(value) : value
    if (Array.isArray(value))
      return value.map((each, at) => (String(at) === key ? inner(each, others) : each))
    if (typeof value !== 'object' || value === null) return value
    return { ...value, [key]: inner((value as Record<string, unknown>)[key], others) }
  }
  return { ...message, [first]: inner(message[first], rest) }
}
