import { textOf, type WecomCall, WecomRefusal } from '../call.ts'
import { callsBack } from '../card-rules.ts'
import { checkedMessage } from '../message-bodies.ts'
import { issueResponseCode, newId, type SentCard } from '../state.ts'
import type { WecomApi, WecomWorld } from '../world.ts'

const maxUsers = 1_000
const defaultDuplicateSeconds = 1_800
const maxDuplicateSeconds = 14_400

/** POST /cgi-bin/message/send: to members of the app's range; some bad receivers are listed, all bad is 81013. */
export const messageSend: WecomApi = {
  method: 'POST',
  handle(call, world) {
    checkAgent(call, world)
    const { type, body } = checkedMessage(call.body)
    const file = type === 'file' ? fileOf(body, world) : {}
    const card = type === 'template_card' ? takeCard(body, world) : undefined
    const to = receivers(call, world)
    if (to.good.length === 0) throw new WecomRefusal(81013, 'user & party & tag all invalid', to.invalid)
    if (!world.staffInbox.takeDaily(to.good.length)) throw new WecomRefusal(45009, 'api freq out of limit')
    const duplicateMs = duplicateCheckMs(call)
    for (const userid of to.good) {
      const kind = card ? 'card' : 'staffText'
      const content = card ? { card: body } : { msgtype: type, ...body, ...file }
      const seen = world.staffInbox.put(userid, { kind, ref: card?.taskId, content }, duplicateMs)
      if (seen) card?.receivers.add(userid)
    }
    const interactive = card && card.card.card_type === 'button_interaction'
    return {
      ...to.invalid,
      msgid: newId('msg', 24),
      ...(interactive && { response_code: issueResponseCode(world.state, card, world.clock.now()) }),
    }
  },
}

/** What the receiver opens: the file as it was uploaded. */
function fileOf(body: Record<string, unknown>, { state, clock }: WecomWorld): Record<string, unknown> {
  const media = state.media.get(textOf(body.media_id))
  if (media?.file === undefined || media.expiresAt <= clock.now()) {
    throw new WecomRefusal(40007, 'invalid media_id')
  }
  const { filename, bytes } = media.file
  return { filename, base64: bytes.toString('base64') }
}

/** The corp has one more app, whose agent id is the next number: sending in its name needs its own token. */
export function checkAgent({ body }: WecomCall, { settings }: WecomWorld): void {
  if (body.agentid === settings.agentId) return
  if (body.agentid === settings.agentId + 1) {
    throw new WecomRefusal(301002, 'not allow operate another agent with this accesstoken.')
  }
  throw new WecomRefusal(40056, 'invalid agentid')
}

/** A task_id is used up even when nobody could receive the card: the stricter of the two open readings. */
function takeCard(card: Record<string, unknown>, { state, courier }: WecomWorld): SentCard {
  if (callsBack(card) && courier.target() === undefined) {
    throw new WecomRefusal(43012, 'the app needs a callback url')
  }
  const taskId = textOf(card.task_id)
  if (taskId !== '' && state.taskIds.has(taskId)) throw new WecomRefusal(42014, 'invalid task_id: repeated')
  const sent: SentCard = { taskId, card, receivers: new Set(), closedFor: new Set(), shownTo: new Map() }
  if (taskId !== '') {
    state.taskIds.add(taskId)
    state.cards.set(taskId, sent)
  }
  return sent
}

interface Receivers {
  good: string[]
  /** The lists WeCom answers with: joined by |, userids in lower case. */
  invalid: { invaliduser?: string; invalidparty?: string; invalidtag?: string }
}

function receivers({ body }: WecomCall, { people }: WecomWorld): Receivers {
  const split = (value: unknown) => textOf(value).split('|').filter(Boolean)
  const users = split(body.touser)
  const [parties, tags] = [split(body.toparty), split(body.totag)]
  if (users.length + parties.length + tags.length === 0) {
    throw new WecomRefusal(82001, 'touser & toparty & totag all empty')
  }
  if (users.length > maxUsers) throw new WecomRefusal(40058, 'invalid Request Parameter: touser')
  const reachable = people.staff().filter((member) => member.reachable)
  if (users.length === 1 && users[0] === '@all') {
    return { good: reachable.map(({ userid }) => userid), invalid: {} }
  }
  const good = new Set<string>()
  const bad: string[] = []
  for (const userid of users) {
    const member = people.findStaff(userid)
    if (member?.reachable) good.add(member.userid)
    else bad.push(userid.toLowerCase())
  }
  return {
    good: [...good],
    invalid: {
      ...(bad.length > 0 && { invaliduser: bad.join('|') }),
      ...(parties.length > 0 && { invalidparty: parties.join('|') }),
      ...(tags.length > 0 && { invalidtag: tags.join('|') }),
    },
  }
}

function duplicateCheckMs({ body }: WecomCall): number | undefined {
  if (body.enable_duplicate_check !== 1) return undefined
  const seconds = body.duplicate_check_interval ?? defaultDuplicateSeconds
  if (typeof seconds !== 'number' || seconds <= 0 || seconds > maxDuplicateSeconds) {
    throw new WecomRefusal(40058, 'invalid Request Parameter: duplicate_check_interval')
  }
  return seconds * 1000
}
