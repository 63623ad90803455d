import { createHash } from 'node:crypto'
import type { ContactWay } from '../wecom/contact-ways.ts'
import type { EventSender } from '../wecom/events.ts'
import type { Friendship } from '../wecom/friendships.ts'
import { newId, type WecomState } from '../wecom/state.ts'
import type { WecomWorld } from '../wecom/world.ts'

const byQrCode = 1

/** Customers and members making, changing and ending friendships in the WeCom client; each tells Kelu. */
export function createFriends(world: WecomWorld, events: EventSender) {
  const { state, people, clock } = world

  function pair(input: { person: string; staff: string }): Friendship {
    const person = people.person(input.person)
    const member = people.staffMember(input.staff)
    const friendship = state.friendships.get(member.userid, person.externalUserid)
    if (!friendship) throw new Error(`${input.person} is no customer of ${input.staff}`)
    return friendship
  }

  function tell(
    changeType: string,
    friendship: Friendship,
    more: Record<string, string> = {},
  ): Promise<void> {
    return events.send('customer', `wecom.${changeType}`, {
      FromUserName: 'sys',
      Event: 'change_external_contact',
      ChangeType: changeType,
      UserID: friendship.staff,
      ExternalUserID: friendship.externalUserid,
      ...more,
    })
  }

  /** Scanning a member who already is a friend brings no event. */
  async function scanAndAdd(input: { person: string; staff: string; state?: string; addWay?: number }) {
    const person = people.person(input.person)
    const member = people.staffMember(input.staff)
    const before = state.friendships.get(member.userid, person.externalUserid)
    if (before && !before.removedByCustomer) return
    const friendship: Friendship = {
      staff: member.userid,
      externalUserid: person.externalUserid,
      createdAt: clock.now(),
      addWay: input.addWay ?? byQrCode,
      state: input.state,
      remark: before?.remark ?? person.nickname,
      mobiles: before?.mobiles,
      tags: before?.tags ?? new Set(),
      chatted: before?.chatted ?? false,
      removedByCustomer: false,
    }
    state.friendships.put(friendship)
    state.contactDays.befriended(member.userid, clock.now())
    await tell('add_external_contact', friendship, {
      ...(input.state !== undefined && { State: input.state }),
      ...(!friendship.chatted && { WelcomeCode: issueWelcome(state, friendship, clock.now()) }),
    })
  }

  return {
    scanAndAdd,

    async scanContactWay({ person, configId }: { person: string; configId: string }) {
      const way = state.contactWays.get(configId)
      if (!way) throw new Error(`there is no contact way ${configId}: its code leads nowhere`)
      const { externalUserid } = people.person(person)
      const staff = pickMember(way, externalUserid, state)
      way.scans += 1
      await scanAndAdd({ person, staff, state: way.state || undefined, addWay: byQrCode })
      return { staff }
    },

    /** The customer removes the member; the member's list still shows the pair. */
    async removeStaff(input: { person: string; staff: string }) {
      const friendship = pair(input)
      if (friendship.removedByCustomer) return
      friendship.removedByCustomer = true
      state.contactDays.lost(friendship.staff, clock.now())
      await tell('del_follow_user', friendship)
    },

    async removeCustomer(input: { person: string; staff: string }) {
      const friendship = pair(input)
      state.friendships.remove(friendship)
      await tell('del_external_contact', friendship)
    },

    async editCustomer(input: {
      person: string
      staff: string
      remark?: string
      mobiles?: string[]
      addTags?: string[]
      removeTags?: string[]
    }) {
      const friendship = pair(input)
      if (input.remark !== undefined) friendship.remark = input.remark
      if (input.mobiles !== undefined) friendship.mobiles = input.mobiles
      for (const name of input.addTags ?? []) friendship.tags.add(tagNamed(state, name, clock.now()))
      for (const name of input.removeTags ?? []) friendship.tags.delete(tagNamed(state, name, clock.now()))
      await tell('edit_external_contact', friendship)
    },

    async chat(input: { person: string; staff: string }) {
      const friendship = pair(input)
      friendship.chatted = true
      state.contactDays.chatted(friendship.staff, friendship.externalUserid, clock.now())
    },

    async contactWays() {
      return [...state.contactWays.values()].map(({ configId, state: named, users, qrCode, remark }) => ({
        configId,
        state: named,
        users: [...users],
        qrCode,
        remark,
      }))
    },

    async wecomTags(staff: string, person: string): Promise<string[]> {
      const { tags } = pair({ staff, person })
      const all = state.tagGroups.flatMap((group) => group.tags)
      return all.filter(({ id }) => tags.has(id)).map(({ name }) => name)
    },
  }
}

/** Whom WeCom picks is not told; here one after the other, and of an exclusive way the member who has the person already. */
function pickMember(way: ContactWay, externalUserid: string, state: WecomState): string {
  const has = way.users.find((userid) => {
    const pair = state.friendships.get(userid, externalUserid)
    return pair !== undefined && !pair.removedByCustomer
  })
  if (way.isExclusive && has !== undefined) return has
  return way.users[way.scans % way.users.length]!
}

function issueWelcome(state: WecomState, friendship: Friendship, now: Date): string {
  const code = newId('CALLBACK')
  state.welcomeCodes.set(code, { friendship, issuedAt: now, used: false, sending: false })
  return code
}

/** Members pick from the corp's tags; one nobody made yet is made by the administrator first. */
function tagNamed(state: WecomState, name: string, now: Date): string {
  const known = state.tagGroups.flatMap(({ tags }) => tags).find((tag) => tag.name === name)
  if (known) return known.id
  const id = `et${createHash('sha1').update(name).digest('base64url').slice(0, 16)}`
  let group = state.tagGroups.find((candidate) => candidate.name === '员工标签')
  if (!group) {
    group = { id: newId('et'), name: '员工标签', order: 0, createdAt: now, tags: [] }
    state.tagGroups.push(group)
  }
  group.tags.push({ id, name, order: 0, createdAt: now })
  return id
}
