import { localTime } from '../../../domain/local-time.ts'
import { resultWords } from '../../../domain/sales/task-card.ts'
import type { TaskView } from '../../../domain/sales/task-views.ts'
import { escapeHtml } from '../../../http/page.ts'
import { taskResults } from '../../../models/tasks.ts'

const dayMs = 86_400_000
/** 其他 remains for what was stored before. */
const offered = taskResults.filter((result) => result !== 'other')

/**
 * What the holder can do: one primary button in the bar, 转给同事 beside it. It is one form, so that a note once typed goes
 * along whichever button is pressed.
 */
export function presentForms(input: {
  view: TaskView
  csrf: string
  once: string
  /** Where its actions are, when not on the task page. */
  path?: string
}): string {
  const { view, path = pathOf(view) } = input
  const isOffered = view.task.state === 'offered'
  const parts = isOffered ? [passOn(path, view)] : [results(), when(view), note(), passOn(path, view)]
  const heading = isOffered ? '' : '<h3>结果怎么样</h3>'
  return `<section><form id="act" method="post" action="${path}/${isOffered ? 'accept' : 'done'}">${hidden(input)}${heading}${parts.join('\n')}</form></section>`
}

/** The bar that is always in view on a phone: what comes next, and the way out. */
export function presentBar({ task, mayAct }: TaskView): string {
  if (!mayAct || (task.state !== 'offered' && task.state !== 'accepted')) return ''
  const label = task.state === 'offered' ? '接受' : '完成'
  const finish = task.state === 'offered' ? '' : ' data-finish'
  return `<p id="says" class="says" role="alert" hidden></p><div class="bar"><a class="button" href="#pass">转给同事</a><button class="primary" type="submit" form="act"${finish}>${label}</button></div>`
}

/** Dials through the phone; the number itself is not shown. */
export function presentCall(input: { view: TaskView; csrf: string; once: string }): string {
  const { phone } = input.view.facts
  if (!phone || input.view.task.state !== 'accepted') return ''
  return `<form method="post" action="${pathOf(input.view)}/call">${hidden(input)}<button type="submit">打电话 ${escapeHtml(phone)}</button></form>`
}

/** Another result in place of the one given, as long as that can be. */
export function presentCorrection(input: { view: TaskView; csrf: string; once: string }): string {
  const { view } = input
  const choices = offered
    .filter((result) => result !== 'interested' && result !== view.task.result)
    .map((result) => `<button type="submit" name="result" value="${result}">${resultWords[result]}</button>`)
  return `<details><summary>10 分钟内填错了可以改：改结果</summary><form class="choices" method="post" action="${pathOf(view)}/correct">${hidden(input)}${choices.join('')}</form></details>`
}

function pathOf({ task }: TaskView): string {
  return `/task/${escapeHtml(task.code)}`
}

function hidden({ csrf, once }: { csrf: string; once: string }): string {
  return `<input type="hidden" name="csrf" value="${escapeHtml(csrf)}"><input type="hidden" name="once" value="${escapeHtml(once)}">`
}

function results(): string {
  const choice = (result: (typeof offered)[number]) =>
    `<label><input type="radio" name="result" value="${result}" required><span>${resultWords[result]}</span></label>`
  return `<div class="choices" role="radiogroup" aria-label="结果">${offered.map(choice).join('')}</div><p class="hint quiet">会给她设勿扰：不再发营销，她主动找你不受影响。</p>`
}

/** Shown with 有兴趣，再约 alone; style decides, so that it needs no script. */
function when({ now, zone }: TaskView): string {
  const local = (at: number) => localTime(new Date(at), zone).toFormat("yyyy-MM-dd'T'HH:mm")
  const tomorrow = localTime(now, zone).plus({ days: 1 }).set({ hour: 10, minute: 0 }).toMillis()
  return `<label class="field when"><span>什么时候再找她（14 天以内）</span><input type="datetime-local" name="until" value="${local(tomorrow)}" min="${local(now.getTime())}" max="${local(now.getTime() + 14 * dayMs)}"></label>`
}

function note(): string {
  return '<label class="field"><span>备注（选填，同事看得到）</span><textarea name="note" rows="3" maxlength="500"></textarea></label>'
}

function passOn(path: string, { colleagues, task }: TaskView): string {
  const options = colleagues.map(
    ({ userid, name, connected }) =>
      `<option value="${escapeHtml(userid)}">${escapeHtml(name)}${connected ? '（好友）' : ''}</option>`,
  )
  const typed = task.state === 'offered' ? note() : ''
  return `<details id="pass"><summary>转给同事</summary><label class="field"><span>转给谁</span><select name="to"><option value="">下一位合适的同事</option>${options.join('')}</select></label>${typed}<button type="submit" formaction="${path}/pass_on" formnovalidate>转给同事</button></details>`
}
