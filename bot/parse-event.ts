import { parseStringPromise } from 'xml2js'
import { z } from 'zod'

const text = z.string().max(4_096)

/** What every WeCom message has in common; ids and codes are single texts, wherever they occur. */
export const wecomEventSchema = z
  .object({
    ToUserName: text,
    FromUserName: text.optional(),
    /** Seconds since 1970. */
    CreateTime: z
      .string()
      .regex(/^\d{9,11}$/)
      .transform(Number),
    MsgType: text,
    Event: text.optional(),
    ChangeType: text.optional(),
    AgentID: text.optional(),
    UserID: text.optional(),
    ExternalUserID: text.optional(),
    State: text.optional(),
    WelcomeCode: text.optional(),
    Source: text.optional(),
    FailReason: text.optional(),
    EventKey: text.optional(),
    TaskId: text.optional(),
    ResponseCode: text.optional(),
    MsgId: text.optional(),
  })
  // Deeper and unknown parts are kept as they are, for whoever knows them.
  .catchall(z.unknown())

export type WecomEvent = z.infer<typeof wecomEventSchema>

/** A welcome code lives 20 s from the event that brought it, https://developer.work.weixin.qq.com/document/path/92137 */
const codeLifeMs = 20_000

/** When the code in it is over, by the event's own time; undefined when it holds none. */
export function welcomeCodeEnd(event: WecomEvent): Date | undefined {
  return event.WelcomeCode === undefined ? undefined : new Date(event.CreateTime * 1_000 + codeLifeMs)
}

/** Far beyond any documented event; whoever walks through one may rely on it. */
const deepest = 32

/** The decrypted inner XML as an event; null when it is not one we can understand. Never throws. */
export async function parseEvent(xml: string): Promise<WecomEvent | null> {
  try {
    const tree: unknown = await parseStringPromise(xml, { explicitArray: false, emptyTag: '', strict: true })
    if (isDeeperThan(deepest, tree)) return null
    const parsed = z.object({ xml: wecomEventSchema }).safeParse(tree)
    return parsed.success ? parsed.data.xml : null
  } catch {
    return null
  }
}

function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((inner) => isDeeperThan(levels - 1, inner))
}

/** `change_external_contact/add_external_contact`, `template_card_event`, `message/text`: what handlers are keyed by. */
export function kindOf(event: WecomEvent): string {
  if (event.MsgType !== 'event') return `message/${event.MsgType}`
  const name = event.Event ?? 'unnamed'
  return event.ChangeType === undefined ? name : `${name}/${event.ChangeType}`
}
