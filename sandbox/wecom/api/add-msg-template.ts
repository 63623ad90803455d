import { checkAttachments } from '../attachment-rules.ts'
import { listOf, mustFit, objectOf, textListOf, textOf, WecomRefusal } from '../call.ts'
import type { Friendship } from '../friendships.ts'
import { type MemberPart, putUp } from '../group-sends.ts'
import type { WecomApi, WecomWorld } from '../world.ts'

const maxTextBytes = 4_000
const maxPeople = 10_000
const maxGroups = 100
const maxTagsInGroup = 100

type Body = Record<string, unknown>

/**
 * POST externalcontact/add_msg_template (创建企业群发, document 92135), to customers: makes a task that members must confirm.
 * Nothing tells of what becomes of it but the calls that ask.
 */
export const addMsgTemplate: WecomApi = {
  method: 'POST',
  handle({ body }, world) {
    const chatType = textOf(body.chat_type) || 'single'
    if (chatType !== 'single') throw new WecomRefusal(40058, 'invalid Request Parameter: chat_type')
    const content = contentOf(body, world)
    const sender = senderOf(body, world)
    const asked = [...new Set(textListOf(body.external_userid, 'external_userid'))]
    if (asked.length > maxPeople) throw new WecomRefusal(40058, 'invalid Request Parameter: external_userid')
    const tags = tagGroupsOf(body)
    if (asked.length === 0 && sender === undefined && tags.length === 0) {
      throw new WecomRefusal(40063, 'some parameters are empty: external_userid, sender and tag_filter')
    }
    const pairs = pairsFor(world, { sender, asked, tags })
    const reached = new Set(pairs.map(({ externalUserid }) => externalUserid))
    const failed = asked.filter((id) => !reached.has(id))
    if (pairs.length === 0) throw new WecomRefusal(41048, 'no customer to send to', { fail_list: failed })
    const { msgid } = putUp(world, {
      by: { kind: 'corp' },
      maySelect: body.allow_select === true,
      ...content,
      parts: partsOf(pairs),
    })
    return { fail_list: failed, msgid }
  },
}

function contentOf(body: Body, world: WecomWorld): { text: string; attachments: Body[] } {
  const text = textOf(objectOf(body.text)?.content)
  mustFit(text, maxTextBytes, 'text.content')
  const attachments = checkAttachments(body.attachments, world)
  if (text === '' && attachments.length === 0) {
    throw new WecomRefusal(40063, 'some parameters are empty: text and attachments')
  }
  return { text, attachments }
}

function senderOf(body: Body, { people }: WecomWorld): string | undefined {
  const userid = textOf(body.sender)
  if (userid === '') return undefined
  const member = people.findStaff(userid)
  if (!member) throw new WecomRefusal(40003, 'invalid userid')
  if (!member.reachable) throw new WecomRefusal(84074, 'no external contact right')
  return member.userid
}

function tagGroupsOf(body: Body): string[][] {
  const groups = listOf(objectOf(body.tag_filter)?.group_list)
  if (groups.length > maxGroups) throw new WecomRefusal(40058, 'invalid Request Parameter: tag_filter')
  return groups.map((group) => {
    const tags = textListOf(objectOf(group)?.tag_list, 'tag_list')
    if (tags.length > maxTagsInGroup) throw new WecomRefusal(40058, 'invalid Request Parameter: tag_list')
    return tags
  })
}

/**
 * Who is to send to whom. A pair whose customer removed the member still stands in the member's list, so it is let through
 * here and fails when it is sent. Tags count only where no customers are named: any of a group, of each group.
 */
function pairsFor(
  { state, people }: WecomWorld,
  { sender, asked, tags }: { sender: string | undefined; asked: string[]; tags: string[][] },
): Friendship[] {
  const usable = (pair: Friendship) =>
    people.findStaff(pair.staff)?.reachable === true &&
    (sender === undefined || pair.staff === sender) &&
    (asked.length > 0 || tags.every((group) => group.some((id) => pair.tags.has(id))))
  if (sender !== undefined && asked.length > 0) {
    return asked.flatMap((id) => state.friendships.get(sender, id) ?? []).filter(usable)
  }
  // Of several members the one who came last stands for the one who chatted last.
  const wanted = new Set(asked)
  const latest = new Map<string, Friendship>()
  for (const pair of state.friendships.all()) {
    if (!usable(pair) || (asked.length > 0 && !wanted.has(pair.externalUserid))) continue
    const before = latest.get(pair.externalUserid)
    if (!before || pair.createdAt >= before.createdAt) latest.set(pair.externalUserid, pair)
  }
  return [...latest.values()]
}

function partsOf(pairs: Friendship[]): Map<string, MemberPart> {
  const parts = new Map<string, MemberPart>()
  for (const { staff, externalUserid } of pairs) {
    const key = staff.toLowerCase()
    const part = parts.get(key) ?? { userid: staff, people: [] }
    part.people.push({ externalUserid, status: 0 })
    parts.set(key, part)
  }
  return parts
}
