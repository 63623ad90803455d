import { shanghaiDay } from '../../clock.ts'
import { textListOf, WecomRefusal } from '../call.ts'
import type { WecomApi } from '../world.ts'
import { memberInRange } from './member-in-range.ts'

const maxMembers = 100
const maxDays = 30
const maxDaysBack = 180
const daySeconds = 86_400
/** Days begin at midnight of Beijing. */
const offsetSeconds = 8 * 3_600

/** POST externalcontact/get_user_behavior_data: days of members up to yesterday, those of several added up. */
export const userBehaviorData: WecomApi = {
  method: 'POST',
  handle({ body }, world) {
    const userids = textListOf(body.userid, 'userid')
    if (userids.length === 0) throw new WecomRefusal(40058, 'invalid Request Parameter: userid or partyid')
    if (userids.length > maxMembers) throw new WecomRefusal(40058, 'invalid Request Parameter: userid')
    for (const userid of userids) memberInRange(userid, world)
    const [from, to] = [dayBegin(body.start_time, 'start_time'), dayBegin(body.end_time, 'end_time')]
    const today = beginOf(world.clock.now())
    if (to < from) throw new WecomRefusal(40058, 'invalid Request Parameter: end_time before start_time')
    if ((to - from) / daySeconds + 1 > maxDays)
      throw new WecomRefusal(40058, 'invalid time span: over 30 days')
    if (from < today - maxDaysBack * daySeconds)
      throw new WecomRefusal(40058, 'start_time is over 180 days ago')
    const days: Record<string, number>[] = []
    // Today is told tomorrow.
    for (let at = from; at <= to && at < today; at += daySeconds) days.push(dayOf(at, userids, world.state))
    return { behavior_data: days }
  },
}

function dayOf(
  at: number,
  userids: readonly string[],
  { contactDays }: Parameters<WecomApi['handle']>[1]['state'],
): Record<string, number> {
  const day = shanghaiDay(new Date(at * 1_000))
  const of = userids.flatMap((userid) => contactDays.of(userid, day) ?? [])
  const sum = (count: (one: (typeof of)[number]) => number) => of.reduce((all, one) => all + count(one), 0)
  const chats = sum((one) => one.chats.size)
  return {
    stat_time: at,
    new_apply_cnt: sum(({ contacts }) => contacts),
    new_contact_cnt: sum(({ contacts }) => contacts),
    chat_cnt: chats,
    message_cnt: sum(({ messages }) => messages),
    negative_feedback_cnt: sum(({ losses }) => losses),
    // Members here answer all, and at once; of nobody there is nothing to tell.
    ...(chats > 0 && { reply_percentage: 100, avg_reply_time: 1 }),
  }
}

function dayBegin(value: unknown, name: string): number {
  if (!Number.isInteger(value) || (Number(value) + offsetSeconds) % daySeconds !== 0) {
    throw new WecomRefusal(40058, `invalid Request Parameter: ${name} is no start of a day`)
  }
  return Number(value)
}

function beginOf(now: Date): number {
  const seconds = Math.floor(now.getTime() / 1_000)
  return seconds - ((seconds + offsetSeconds) % daySeconds)
}
