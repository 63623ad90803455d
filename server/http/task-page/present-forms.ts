import { localTime } from '../../../domain/local-time.ts'
import { resultWords } from '../../../domain/sales/task-card.ts'
import type { TaskView } from '../../../domain/sales/task-views.ts'
import { escapeHtml } from '../../../http/page.ts'
import { taskResults } from '../../../models/tasks.ts'

const dayMs = 86_400_000

/**
 * What the holder can do: one primary button, the rest folded away. It is one form, so that a note once typed goes along
 * whichever button is pressed.
 */
export function presentForms(input: { view: TaskView; csrf: string; once: string }): string {
  const { view, csrf, once } = input
  const path = `/task/${escapeHtml(view.task.code)}`
  const primary = view.task.state === 'offered' ? 'accept' : 'done'
  const hidden = `<input type="hidden" name="csrf" value="${escapeHtml(csrf)}"><input type="hidden" name="once" value="${escapeHtml(once)}">`
  const parts =
    primary === 'accept'
      ? [passOn(path, view)]
      : [
          results(),
          note(),
          '<button class="primary" type="submit">完成</button>',
          later(path, view),
          passOn(path, view),
        ]
  const heading = primary === 'accept' ? '' : '<h3>结果怎么样</h3>'
  return `<section><form id="act" method="post" action="${path}/${primary}">${hidden}${heading}${parts.join('\n')}</form></section>`
}

/** The primary button before accepting: always in view on a phone. */
export function presentAcceptBar({ task, mayAct }: TaskView): string {
  if (task.state !== 'offered' || !mayAct) return ''
  return '<div class="bar"><button class="primary" type="submit" form="act">接受</button></div>'
}

function results(): string {
  const choice = (result: (typeof taskResults)[number]) =>
    `<label><input type="radio" name="result" value="${result}" required><span>${resultWords[result]}</span></label>`
  return `<div class="choices">${taskResults.map(choice).join('')}</div>`
}

function note(): string {
  return '<label class="field"><span>备注（选填，接手的同事看得到）</span><textarea name="note" rows="3" maxlength="500"></textarea></label>'
}

function later(path: string, { now, zone }: TaskView): string {
  const local = (at: number) => localTime(new Date(at), zone).toFormat("yyyy-MM-dd'T'HH:mm")
  const tomorrow = localTime(now, zone).plus({ days: 1 }).set({ hour: 10, minute: 0 }).toMillis()
  return `<details><summary>改天再跟进</summary><label class="field"><span>什么时候提醒你（14 天以内）</span><input type="datetime-local" name="until" value="${local(tomorrow)}" min="${local(now.getTime())}" max="${local(now.getTime() + 14 * dayMs)}"></label><button type="submit" formaction="${path}/later" formnovalidate>改到这个时间</button></details>`
}

function passOn(path: string, { colleagues, task }: TaskView): string {
  const options = colleagues.map(
    ({ userid, name, connected }) =>
      `<option value="${escapeHtml(userid)}">${escapeHtml(name)}${connected ? '（好友）' : ''}</option>`,
  )
  const typed = task.state === 'offered' ? note() : ''
  return `<details><summary>转给同事</summary><label class="field"><span>转给谁</span><select name="to"><option value="">下一位合适的同事</option>${options.join('')}</select></label>${typed}<button type="submit" formaction="${path}/pass_on" formnovalidate>转给同事</button></details>`
}
