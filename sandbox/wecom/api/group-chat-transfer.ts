import { objectOf, textListOf, textOf, WecomRefusal } from '../call.ts'
import { pageOf } from '../cursor.ts'
import { dayMs, type OwnedGroup, sameMember, type Transfer } from '../transfers.ts'
import type { WecomApi, WecomWorld } from '../world.ts'

const mostAtOnce = 100
const mostPerDay = 300
const mostPer90Days = 2

/** POST externalcontact/groupchat/list: groups by owner. */
export const groupChatList: WecomApi = {
  method: 'POST',
  handle({ body }, { state }) {
    const limit = typeof body.limit === 'number' ? body.limit : 0
    if (limit < 1 || limit > 1_000) throw new WecomRefusal(40058, 'invalid Request Parameter: limit')
    const owners = textListOf(objectOf(body.owner_filter)?.userid_list, 'userid_list')
    const all = [...state.ownedGroups.values()].filter(
      ({ owner }) => owners.length === 0 || owners.some((userid) => sameMember(userid, owner)),
    )
    const { items, nextCursor } = pageOf(all, textOf(body.cursor), limit)
    const shown = items.map((group) => ({ chat_id: group.chatId, status: group.inherited ? 3 : 0 }))
    return { group_chat_list: shown, ...(nextCursor !== '' && { next_cursor: nextCursor }) }
  },
}

/** POST externalcontact/groupchat/transfer (the owner left) and groupchat/onjob_transfer: what fails is listed. */
function transferOf(kind: Transfer['kind']): WecomApi {
  return {
    method: 'POST',
    handle({ body }, world) {
      const chats = textListOf(body.chat_id_list, 'chat_id_list')
      if (chats.length < 1 || chats.length > mostAtOnce) {
        throw new WecomRefusal(40058, 'invalid Request Parameter: chat_id_list')
      }
      const owner = textOf(body.new_owner)
      if (!world.people.findStaff(owner)) throw new WecomRefusal(40003, 'invalid userid')
      const failed = chats.flatMap((chatId) => {
        const group = world.state.ownedGroups.get(chatId)
        const [errcode, errmsg] = refusalOf(kind, group, owner, world)
        if (errcode !== 0) return [{ chat_id: chatId, errcode, errmsg }]
        if (group) give(kind, group, owner, world)
        return []
      })
      return { failed_chat_list: failed }
    },
  }
}

export const groupChatTransfer = transferOf('resigned')
export const groupChatOnjobTransfer = transferOf('onjob')

function give(kind: Transfer['kind'], group: OwnedGroup, owner: string, { state, clock }: WecomWorld): void {
  const key = pairOf(group.owner, owner)
  state.groupMoves.set(key, [...(state.groupMoves.get(key) ?? []), clock.now()])
  if (kind === 'onjob') group.moves.push(clock.now())
  else group.inherited = true
  group.owner = owner
}

const pairOf = (from: string, to: string) => `${from.toLowerCase()} ${to.toLowerCase()}`

function refusalOf(
  kind: Transfer['kind'],
  group: OwnedGroup | undefined,
  owner: string,
  { people, state, clock }: WecomWorld,
): [number, string] {
  if (!group) return [90501, 'chat is not external group chat']
  if (sameMember(group.owner, owner)) return [90504, 'the owner is the same']
  const isHere = people.findStaff(group.owner) !== undefined
  if (kind === 'resigned' && isHere) return [90500, 'the owner of this chat is not resigned']
  if (kind === 'onjob' && !isHere) return [90502, 'the owner of this chat has resigned']
  const now = clock.now().getTime()
  const lately = (times: readonly Date[], days: number) =>
    times.filter((at) => at.getTime() > now - days * dayMs).length
  // Which code the limits have is not documented: those of the frequency.
  if (lately(group.moves, 90) >= mostPer90Days) return [90508, 'transferred too often']
  const today = state.groupMoves.get(pairOf(group.owner, owner)) ?? []
  return lately(today, 1) >= mostPerDay ? [45009, 'api freq out of limit'] : [0, '']
}
