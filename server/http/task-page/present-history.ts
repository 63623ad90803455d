import { momentInWords } from '../../../domain/sales/moments.ts'
import { handOverWords, resultWords } from '../../../domain/sales/task-card.ts'
import type { TaskView } from '../../../domain/sales/task-views.ts'
import { escapeHtml } from '../../../http/page.ts'
import type { HandOverReason, TaskLogEntry } from '../../../models/tasks.ts'

type Say = (entry: TaskLogEntry, name: (userid?: string) => string, view: TaskView) => string

const sentences: Record<TaskLogEntry['what'], Say> = {
  opened: () => '生成待办',
  assigned: ({ staff }, name) => `派给 ${name(staff)}`,
  accepted: ({ staff }, name) => `${name(staff)} 接受了`,
  done: ({ staff, result }, name) => `${name(staff)} 完成：${resultWords[result ?? 'unstated']}`,
  passed_on: ({ staff, to }, name) => (to ? `${name(staff)} 转给 ${name(to)}` : `${name(staff)} 转给同事`),
  postponed: ({ staff, until }, name, { now, zone }) =>
    `${name(staff)} 改到 ${until ? momentInWords(until, now, zone) : '以后'}`,
  reminded: ({ staff }, name) => `提醒了 ${name(staff)}`,
  overdue: ({ staff, note }, name) =>
    `${name(staff)} ${handOverWords[note as HandOverReason] ?? handOverWords.overdue}`,
  reassigned: ({ staff }, name) => `转给 ${name(staff)}`,
  joined: ({ note }) => `新的理由：${note ?? ''}`,
}

/** Notes of people, unlike those the other entries keep for themselves. */
const withNote: ReadonlySet<TaskLogEntry['what']> = new Set(['accepted', 'done', 'passed_on', 'postponed'])

/** 经过: who did what with the task, and the notes they left. */
export function presentHistory(view: TaskView): string {
  const { task, names, now, zone } = view
  const name = (userid = '') => names.get(userid.toLowerCase()) ?? userid
  const lines = task.log.map((entry) => {
    const note = withNote.has(entry.what) && entry.note ? `<q>${escapeHtml(entry.note)}</q>` : ''
    const said = escapeHtml(sentences[entry.what](entry, name, view))
    return `<dt class="quiet">${escapeHtml(momentInWords(entry.at, now, zone))}</dt><dd>${said}${note}</dd>`
  })
  return `<section><h3>经过</h3><dl class="log">${lines.join('')}</dl></section>`
}
