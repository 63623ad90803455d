import { createHash } from 'node:crypto'
import { parseStringPromise } from 'xml2js'
import { z } from 'zod'

const text = z.union([z.string(), z.number()]).transform(String).pipe(z.string().max(4_096))

/** What every message WeChat pushes has in common. */
const pushSchema = z
  .object({
    /** The openid; absent of what is about the mini-program itself. */
    FromUserName: text.optional(),
    /** Seconds since 1970; the documents print a text, in practice it is a number. */
    CreateTime: text.pipe(z.string().regex(/^\d{9,11}$/)).transform(Number),
    MsgType: text,
    Event: text.optional(),
    MsgId: text.optional(),
  })
  .catchall(z.unknown())

export type Push = z.infer<typeof pushSchema>

/** What was pushed, in either of its forms; null when it is nothing we can understand. Never throws. */
export async function parsePush(plain: string): Promise<Push | null> {
  try {
    const parsed = pushSchema.safeParse(
      plain.trimStart().startsWith('<') ? await fromXml(plain) : JSON.parse(plain),
    )
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

async function fromXml(plain: string): Promise<unknown> {
  const tree: unknown = await parseStringPromise(plain, { explicitArray: false, emptyTag: '', strict: true })
  return typeof tree === 'object' && tree !== null && 'xml' in tree ? tree.xml : null
}

/** `subscribe_msg_popup_event`, `message/text`: what handlers are keyed by. */
export function kindOf({ MsgType, Event }: Push): string {
  return MsgType === 'event' ? (Event ?? 'unnamed') : `message/${MsgType}`
}

/**
 * The items of a subscription event: wrapped in XML, at the top in JSON, and a single object where there is one alone.
 * https://developers.weixin.qq.com/miniprogram/dev/framework/open-ability/subscribe-message.html
 */
export function itemsOf(push: Push): Record<string, string>[] {
  const wrapper = Object.values(push).find(
    (value) => typeof value === 'object' && value !== null && 'List' in value,
  )
  const list = push.List ?? (wrapper as { List?: unknown } | undefined)?.List ?? []
  return (Array.isArray(list) ? list : [list]).flatMap((item) =>
    typeof item === 'object' && item !== null
      ? [Object.fromEntries(Object.entries(item).map(([name, value]) => [name, String(value)]))]
      : [],
  )
}

/** The natural key: a message by its id, an event by person, time, name and what it holds. A repeat has the same. */
export function inboxIdOf(push: Push): string {
  const kind = kindOf(push)
  if (push.MsgId !== undefined && push.MsgType !== 'event') return `wechat:${kind}:${digest(push.MsgId)}`
  return `wechat:${kind}:${push.CreateTime}:${digest(canonical(push))}`
}

export const unreadableIdOf = (plain: string): string => `wechat:unreadable:${digest(plain)}`

const digest = (value: string) => createHash('sha256').update(value).digest('hex').slice(0, 32)

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`).join(',')}}`
}
