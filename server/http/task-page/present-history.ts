import { courseInWords } from '../../../domain/sales/course-words.ts'
import { momentInWords } from '../../../domain/sales/moments.ts'
import type { TaskView } from '../../../domain/sales/task-views.ts'
import { escapeHtml } from '../../../http/page.ts'

/** 经过: who did what with the task, and the notes they left. */
export function presentHistory(view: TaskView): string {
  const { task, now, zone } = view
  const lines = task.log.map((entry) => {
    const { sentence, note } = courseInWords(entry, view)
    const said = `${escapeHtml(sentence)}${note ? `<q>${escapeHtml(note)}</q>` : ''}`
    return `<dt class="quiet">${escapeHtml(momentInWords(entry.at, now, zone))}</dt><dd>${said}</dd>`
  })
  return `<section><h3>这条的经过</h3><dl class="log">${lines.join('')}</dl></section>`
}
