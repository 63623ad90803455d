import { type BroadcastPlan, planOf } from '../../../domain/broadcasts/plan.ts'
import type { Calendar } from '../../../domain/calendar/calendar.ts'
import type { Structure } from '../../../domain/definitions/written-text.ts'
import { broadcastSchema } from '../../../domain/language/broadcast.ts'
import { readIssues } from '../../../domain/language/faults.ts'
import { AdminRefusal } from '../core/refuse.ts'
import { sentenceOf } from '../definitions/present.ts'

/** The plan a page has written so far. @throws AdminRefusal with the fields that are not right yet */
export function readPlan(structure: Structure, calendar: Calendar, now: Date): BroadcastPlan {
  const read = broadcastSchema.safeParse(structure)
  if (!read.success) {
    const places = readIssues(read.error.issues).map(
      (fault) => [fault.path.map(String).join('.'), sentenceOf(fault)] as const,
    )
    const [first = ['', '']] = places
    throw new AdminRefusal(422, 'broadcast.invalid', `群发还没写完：${first[1]}`, Object.fromEntries(places))
  }
  const plan = planOf(read.data, calendar, now)
  if (plan === null || plan.at === null) {
    throw new AdminRefusal(422, 'broadcast.invalid', '这个时间不会再来，换一个将来的时间', {
      at: '换一个将来的时间',
    })
  }
  return plan
}
