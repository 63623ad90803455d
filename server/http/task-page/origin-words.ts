import { momentInWords } from '../../../domain/sales/moments.ts'
import { handOverWords } from '../../../domain/sales/task-card.ts'
import type { TaskView } from '../../../domain/sales/task-views.ts'
import type { HandOverReason } from '../../../models/tasks.ts'

/** How the task came to its holder: 赵毅 没有按时接受，12:54 转给你. */
export function originInWords({ task, names, now, zone }: TaskView): string {
  const name = (userid = '') => names.get(userid.toLowerCase()) ?? userid
  const at = task.log.findLastIndex(({ what }) => ways.has(what))
  const entry = task.log[at]
  if (!entry) return ''
  const moment = momentInWords(entry.at, now, zone)
  if (entry.what === 'assigned') return `${moment} 派给你`
  if (entry.what === 'passed_on') return `${name(entry.staff)} ${moment} 转给你`
  if (entry.by) return `${entry.by} ${moment} 转给你`
  const before = task.log.slice(0, at).findLast(({ what }) => what === 'overdue')
  if (!before) return `${moment} 转给你`
  return `${name(before.staff)} ${handOverWords[before.note as HandOverReason] ?? handOverWords.overdue}，${moment} 转给你`
}
const ways: ReadonlySet<string> = new Set(['assigned', 'passed_on', 'reassigned'])
