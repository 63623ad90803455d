import { DateTime } from 'luxon'
import { z } from 'zod'
import type { BehaviourDay, StaffBehaviour } from '../../domain/staff-figures/ports.ts'
import type { Limit } from '../coordination/rate-governor.ts'
import type { WecomApi } from './api.ts'
import { toldBy } from './corp-reader.ts'
import { minuteMs } from './limits.ts'

/** Days of WeCom are those of Beijing. */
const wecomZone = 'Asia/Shanghai'
/** Nobody waits for these figures: most of the 10,000 a minute stay for what people wait for. */
const perMinute = 600

const reply = z.object({
  behavior_data: z
    .array(
      z.object({
        stat_time: z.number().int(),
        new_apply_cnt: z.number().int().default(0),
        new_contact_cnt: z.number().int().default(0),
        chat_cnt: z.number().int().default(0),
        message_cnt: z.number().int().default(0),
        reply_percentage: z.number().optional(),
        avg_reply_time: z.number().optional(),
        negative_feedback_cnt: z.number().int().default(0),
      }),
    )
    .default([]),
})

const startOf = (day: string): number => DateTime.fromISO(day, { zone: wecomZone }).toUnixInteger()
const dayOf = (seconds: number): string =>
  DateTime.fromSeconds(seconds, { zone: wecomZone }).toISODate() ?? ''

/**
 * 联系客户统计 of one member (document 92132): several at once are told as one sum. Days as `2026-12-01`, both included.
 * @throws PlatformError
 */
export async function askBehaviour(
  api: Pick<WecomApi, 'call'>,
  { userid, from, to, limits }: { userid: string; from: string; to: string; limits?: readonly Limit[] },
): Promise<BehaviourDay[]> {
  const { behavior_data } = await api.call({
    method: 'POST',
    path: '/cgi-bin/externalcontact/get_user_behavior_data',
    body: { userid: [userid], start_time: startOf(from), end_time: startOf(to) },
    reply,
    repeat: 'always',
    limits,
  })
  return behavior_data.map((row) => ({
    day: dayOf(row.stat_time),
    applies: row.new_apply_cnt,
    contacts: row.new_contact_cnt,
    chats: row.chat_cnt,
    messages: row.message_cnt,
    losses: row.negative_feedback_cnt,
    ...(row.reply_percentage !== undefined && { replyPercent: row.reply_percentage }),
    ...(row.avg_reply_time !== undefined && { replyMinutes: row.avg_reply_time }),
  }))
}

/** The same, politely, and with what WeCom refuses as an answer. */
export function createStaffBehaviour({
  api,
  corpId,
}: {
  api: Pick<WecomApi, 'call'>
  corpId: string
}): StaffBehaviour {
  const limits = [{ name: `wecom:${corpId}:behaviour`, most: perMinute, windowMs: minuteMs }]
  return {
    daysOf: (userid, from, to) => toldBy(() => askBehaviour(api, { userid, from, to, limits })),
  }
}
