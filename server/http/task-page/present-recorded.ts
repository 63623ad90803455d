import { momentInWords } from '../../../domain/sales/moments.ts'
import { taskStates } from '../../../domain/sales/state-words.ts'
import { resultWords } from '../../../domain/sales/task-card.ts'
import type { TaskList, TaskListRow, TaskView } from '../../../domain/sales/task-views.ts'
import { escapeHtml } from '../../../http/page.ts'
import { deadlineInWords } from './deadline-words.ts'

/** 记下了: what was noted, in one line. */
export function presentRecorded({ task, facts, now, zone }: TaskView): string {
  if (task.state === 'joined')
    return `<section><h2>${taskStates.joined}</h2><p class="quiet">${escapeHtml(task.title)}</p></section>`
  const said = [facts.nickname ?? '未留昵称']
  if (task.laterUntil) {
    const result = task.log.findLast(({ what }) => what === 'postponed')?.result
    if (result) said.push(resultWords[result])
    said.push(`${momentInWords(task.laterUntil, now, zone)} 提醒你`)
  } else {
    said.push(resultWords[task.result ?? 'unstated'])
    if (task.doneAt) said.push(momentInWords(task.doneAt, now, zone))
  }
  return `<section class="done"><h2><b>✓ 记下了</b></h2><p class="quiet">${escapeHtml(said.join(' · '))}</p></section>`
}

/** What to do after this one, and how the day stands. */
export function presentNext(list: TaskList, { task: done, now, zone }: TaskView): string {
  const open = list.open.filter(({ task, deadline }) => task._id !== done._id && deadline?.to !== 'lookAgain')
  const next = open[0]
  const late = open.filter((row) => row.late).length
  const waiting = open.filter((row) => !row.late && row.task.state === 'offered').length
  const left =
    open.length === 0
      ? '没有别的了'
      : `还有 ${open.length} 条：晚了 ${late} · 等接受 ${waiting} · 跟进中 ${open.length - late - waiting}`
  const day = `<section class="day"><b>今天完成 ${list.doneToday.length} 条</b><span class="quiet">${left}</span></section>`
  return `${next ? presentRow(next, now, zone) : ''}${day}`
}

function presentRow({ task, nickname, deadline }: TaskListRow, now: Date, zone: string): string {
  const words = deadline && deadlineInWords(deadline, now, zone)
  const name = escapeHtml(nickname ?? '未留昵称')
  const tone = words?.tone === 'late' ? ' bad' : ''
  return `<section><h3>下一条</h3><div class="row"><span><b>${name}</b>${escapeHtml(task.title)}</span><span class="when${tone}">${escapeHtml(words?.short ?? '')}</span></div>
<a class="button primary" href="/task/${escapeHtml(task.code)}">去看${name}</a></section>`
}
