import { isOfCompany } from '../../wechat/apps.ts'
import { mustFit, objectOf, textOf, WecomRefusal } from '../call.ts'
import { newId } from '../state.ts'
import type { WecomApi, WecomWorld } from '../world.ts'
import { accountOf, conversationOf, isOver, kfPerson } from './kf-account.ts'
import { addEvent, addItem } from './kf-record.ts'

const mostInWindow = 5
const maxTextBytes = 2_048
/** How long it takes is not published. */
const failsAfterMs = 1_000

type Check = (body: Record<string, unknown>, world: WecomWorld) => void

/** One rule a kind of message, of those simulated here (document 94677). */
const checks: Record<string, Check> = {
  text: ({ content }) => {
    if (textOf(content) === '') throw new WecomRefusal(44004, 'empty content')
    mustFit(textOf(content), maxTextBytes, 'text.content')
  },
  link: (body, world) => {
    for (const name of ['title', 'url', 'thumb_media_id']) mustHave(body, 'link', name)
    mustFit(textOf(body.title), 128, 'link.title')
    mustFit(textOf(body.desc), 512, 'link.desc')
    mustFit(textOf(body.url), 2_048, 'link.url')
    mustBeImage(body.thumb_media_id, world)
  },
  miniprogram: (body, world) => {
    for (const name of ['appid', 'title', 'thumb_media_id', 'pagepath']) mustHave(body, 'miniprogram', name)
    mustFit(textOf(body.title), 64, 'miniprogram.title')
    if (!isOfCompany(body.appid, world.settings)) throw new WecomRefusal(90207, 'invalid miniprogram appid')
    mustBeImage(body.thumb_media_id, world)
  },
}

/** POST kf/send_msg: five within 48 hours of the customer's last message, while no member has the conversation. */
export const kfSendMsg: WecomApi = {
  method: 'POST',
  handle({ body }, world) {
    const { openKfid } = accountOf(body, world)
    const touser = textOf(body.touser)
    const person = kfPerson(touser, world)
    if (!person) throw new WecomRefusal(40096, 'invalid external userid')
    const msgid = msgidOf(body.msgid, openKfid, world)
    const kind = textOf(body.msgtype)
    const check = Object.hasOwn(checks, kind) ? checks[kind] : undefined
    if (!check) throw new WecomRefusal(40008, 'invalid message type')
    const content = objectOf(body[kind]) ?? {}
    check(content, world)
    mustBeOpen(openKfid, touser, world)
    return deliver({ openKfid, touser, msgid, kind, content }, world)
  },
}

/** @throws WecomRefusal 40058 for one that is not well-formed, and for one used before: documented as refused, the code is ours */
function msgidOf(value: unknown, openKfid: string, { state }: WecomWorld): string {
  if (value === undefined) return newId('kfm', 15)
  const msgid = textOf(value)
  if (!/^[0-9A-Za-z_-]{1,32}$/.test(msgid)) throw new WecomRefusal(40058, 'invalid Request Parameter: msgid')
  if (state.kf.msgids.get(openKfid)?.has(msgid))
    throw new WecomRefusal(40058, 'invalid Request Parameter: msgid exists')
  return msgid
}

function mustBeOpen(openKfid: string, touser: string, world: WecomWorld): void {
  const conversation = conversationOf(openKfid, touser, world)
  if (!conversation || isOver(conversation, world.clock.now()))
    throw new WecomRefusal(95002, 'send msg time limit')
  if (conversation.state === 4) throw new WecomRefusal(95013, 'session ended')
  if (conversation.state > 1) throw new WecomRefusal(95018, 'send msg session status invalid')
  if (conversation.sent >= mostInWindow) throw new WecomRefusal(95001, 'send msg count limit')
}

interface Sent {
  openKfid: string
  touser: string
  msgid: string
  kind: string
  content: Record<string, unknown>
}

function deliver({ openKfid, touser, msgid, kind, content }: Sent, world: WecomWorld) {
  const { state, clock, ledger, scheduler } = world
  const conversation = conversationOf(openKfid, touser, world)
  if (conversation) conversation.sent += 1
  const used = state.kf.msgids.get(openKfid) ?? new Set()
  state.kf.msgids.set(openKfid, used.add(msgid))
  addItem(world, openKfid, { msgid, msgtype: kind }, 'byApi')
  const delivery = {
    platform: 'wecom',
    kind: 'kf',
    receiver: kfPerson(touser, world)?.externalUserid ?? touser,
    ref: msgid,
    content: { msgtype: kind, ...content },
  } as const
  const failType = state.kf.failing.get(touser)
  if (failType === undefined) ledger.delivered(delivery)
  else {
    ledger.lost(delivery, `fail_type ${failType}`)
    scheduler.at(new Date(clock.now().getTime() + failsAfterMs), async () => {
      addEvent(world, openKfid, {
        event_type: 'msg_send_fail',
        external_userid: touser,
        fail_msgid: msgid,
        fail_type: failType,
      })
      await world.kfBell(openKfid)
    })
  }
  return { msgid }
}

function mustHave(body: Record<string, unknown>, kind: string, name: string): void {
  if (textOf(body[name]) === '') throw new WecomRefusal(40063, `some parameters are empty: ${kind}.${name}`)
}

function mustBeImage(id: unknown, { state, clock }: WecomWorld): void {
  const media = state.media.get(textOf(id))
  if (media?.type !== 'image' || media.expiresAt <= clock.now())
    throw new WecomRefusal(40007, 'invalid media_id')
}
