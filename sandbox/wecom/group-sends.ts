import { shanghaiWindow } from '../clock.ts'
import type { Friendship } from './friendships.ts'
import { newId } from './state.ts'
import type { WecomWorld } from './world.ts'

const dayMs = 86_400_000

/** What a corp lets each customer get: 1 a natural day, 7 a week (Monday first), or as many a month as it has days. */
export type GroupSendRule = 'day' | 'week' | 'month'

/** 0 not sent · 1 sent · 2 no longer a friend · 3 the customer got as many as the rule allows (get_groupmsg_send_result). */
export type SendStatus = 0 | 1 | 2 | 3

/** What a member does with a new one, so long after they were asked. `pick`: this share of it, in percent. */
export type GroupSendHabit =
  | { kind: 'confirm'; afterMs: number }
  | { kind: 'pick'; afterMs: number; percent: number }

export interface MemberPart {
  userid: string
  people: { externalUserid: string; status: SendStatus; sentAt?: Date }[]
  sentAt?: Date
}

/** One 企业群发: a task for members, or what a member sent by themselves. */
export interface GroupSendTask {
  msgid: string
  createdAt: Date
  /** Of the corp it was made by the API here, so nobody is named as its creator. */
  by: { kind: 'corp' } | { kind: 'member'; userid: string }
  maySelect: boolean
  text: string
  attachments: Record<string, unknown>[]
  /** By userid in lower case. */
  parts: Map<string, MemberPart>
  reminders: Date[]
  cancelledAt?: Date
}

/** Makes a task known to its members; those with a habit will follow it. */
export function putUp(
  world: WecomWorld,
  task: Omit<GroupSendTask, 'msgid' | 'createdAt' | 'reminders'>,
): GroupSendTask {
  const { state, clock } = world
  const made: GroupSendTask = { ...task, msgid: newId('msg', 24), createdAt: clock.now(), reminders: [] }
  state.groupSends.set(made.msgid, made)
  for (const part of made.parts.values()) followHabit(world, made, part)
  return made
}

function followHabit(world: WecomWorld, task: GroupSendTask, part: MemberPart): void {
  const habit = world.state.groupSendHabits.get(part.userid.toLowerCase())
  if (habit === undefined || task.by.kind === 'member') return
  const picked =
    habit.kind === 'pick' && task.maySelect
      ? part.people.slice(0, Math.ceil((part.people.length * habit.percent) / 100))
      : part.people
  const due = new Date(world.clock.now().getTime() + habit.afterMs)
  world.scheduler.at(due, async () => {
    if (task.cancelledAt === undefined && part.sentAt === undefined) {
      sendOut(world, task, part, new Set(picked.map(({ externalUserid }) => externalUserid)))
    }
  })
}

/** The member presses send: each of those chosen gets it, unless they are no friend any more or have had as many as they may. */
export function sendOut(
  world: WecomWorld,
  task: GroupSendTask,
  part: MemberPart,
  chosen: ReadonlySet<string>,
): void {
  const { state, clock, ledger } = world
  const now = clock.now()
  part.sentAt = now
  for (const one of part.people) {
    if (!chosen.has(one.externalUserid)) continue
    const pair = state.friendships.get(part.userid, one.externalUserid)
    if (!isFriend(pair)) one.status = 2
    else if (isFull(world, one.externalUserid, now)) one.status = 3
    else {
      one.status = 1
      one.sentAt = now
      pair.chatted = true
      state.groupSendsGot.set(one.externalUserid, [
        ...(state.groupSendsGot.get(one.externalUserid) ?? []),
        now,
      ])
      ledger.delivered({
        platform: 'wecom',
        kind: 'groupSend',
        receiver: one.externalUserid,
        ref: task.msgid,
        content: { text: task.text, attachments: task.attachments, staff: part.userid },
      })
    }
  }
}

function isFriend(pair: Friendship | undefined): pair is Friendship {
  return pair !== undefined && !pair.removedByCustomer
}

function isFull({ settings, state }: WecomWorld, externalUserid: string, now: Date): boolean {
  const { same, most } = rules[settings.wecomGroupSendRule ?? 'month']
  const got = state.groupSendsGot.get(externalUserid) ?? []
  return got.filter((at) => same(at) === same(now)).length >= most(now)
}

/** By the calendar of Shanghai. 1 January 1970 was a Thursday. */
const rules: Record<GroupSendRule, { same(at: Date): number; most(now: Date): number }> = {
  day: { same: (at) => shanghaiWindow(at, dayMs), most: () => 1 },
  week: { same: (at) => Math.floor((shanghaiWindow(at, dayMs) + 3) / 7), most: () => 7 },
  month: { same: monthOf, most: daysInMonth },
}

const shanghaiDay = (at: Date) => new Date(shanghaiWindow(at, dayMs) * dayMs)

function monthOf(at: Date): number {
  const day = shanghaiDay(at)
  return day.getUTCFullYear() * 12 + day.getUTCMonth()
}

function daysInMonth(at: Date): number {
  const day = shanghaiDay(at)
  return new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)).getUTCDate()
}
