import { shanghaiDay } from '../clock.ts'

/** What a member did with customers on one day of WeCom. */
export interface ContactDay {
  contacts: number
  /** external_userids they exchanged messages with. */
  chats: Set<string>
  messages: number
  losses: number
}

/** What members did with customers, by day of WeCom; userids are the same ignoring case. */
export interface ContactDays {
  befriended(userid: string, at: Date): void
  /** One message of the member to a customer. */
  chatted(userid: string, externalUserid: string, at: Date): void
  lost(userid: string, at: Date): void
  /** Of `2026-12-01`; undefined = nothing happened. */
  of(userid: string, day: string): ContactDay | undefined
}

export function createContactDays(): ContactDays {
  const days = new Map<string, ContactDay>()
  const keyOf = (userid: string, day: string) => `${userid.toLowerCase()} ${day}`

  function dayOf(userid: string, at: Date): ContactDay {
    const key = keyOf(userid, shanghaiDay(at))
    const day = days.get(key) ?? { contacts: 0, chats: new Set<string>(), messages: 0, losses: 0 }
    days.set(key, day)
    return day
  }

  return {
    befriended(userid, at) {
      dayOf(userid, at).contacts += 1
    },
    chatted(userid, externalUserid, at) {
      const day = dayOf(userid, at)
      day.chats.add(externalUserid)
      day.messages += 1
    },
    lost(userid, at) {
      dayOf(userid, at).losses += 1
    },
    of: (userid, day) => days.get(keyOf(userid, day)),
  }
}
