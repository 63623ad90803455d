import { unixSeconds } from '../clock.ts'
import type { Person, SandboxSettings } from '../contract.ts'
import type { Friendship } from './friendships.ts'
import { findTag, type WecomState } from './state.ts'

/**
 * `external_contact`: a WeChat user, whose unionid only a corp with a bound Open Platform account sees, or somebody of another
 * company who uses WeCom.
 */
export function presentContact(
  person: Person,
  { wecomOpenPlatform }: SandboxSettings,
): Record<string, unknown> {
  return {
    external_userid: person.externalUserid,
    name: person.nickname,
    avatar: '',
    type: person.company === undefined ? 1 : 2,
    gender: 0,
    ...(person.company !== undefined && { corp_name: person.company, corp_full_name: person.company }),
    ...(person.company === undefined && wecomOpenPlatform !== 'unbound' && { unionid: person.unionid }),
  }
}

/** What get and batch/get_by_user share about one member's view. */
export function presentFollow(friendship: Friendship): Record<string, unknown> {
  return {
    userid: friendship.staff,
    remark: friendship.remark,
    description: '',
    createtime: unixSeconds(friendship.createdAt),
    remark_mobiles: friendship.mobiles ?? [],
    oper_userid: friendship.staff,
    add_way: friendship.addWay,
    ...(friendship.state !== undefined && { state: friendship.state }),
  }
}

export function presentTags(state: WecomState, friendship: Friendship): Record<string, unknown>[] {
  return [...friendship.tags].flatMap((id) => {
    const found = findTag(state, id)
    if (!found) return []
    return [{ group_name: found.group.name, tag_name: found.tag.name, tag_id: id, type: 1 }]
  })
}
