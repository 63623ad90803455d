import { escapeHtml, presentPage } from '../../../http/page.ts'
import type { Task, TaskState } from '../../../models/tasks.ts'

const stateTexts: Record<TaskState, string> = {
  planned: '待分配',
  offered: '待接受',
  accepted: '跟进中',
  done: '已完成',
  joined: '已并入该客户的另一个任务',
}

const buttons = {
  accept: { text: '接受', quiet: false },
  done: { text: '完成', quiet: false },
  pass_on: { text: '转交', quiet: true },
} as const
type Action = keyof typeof buttons

/** The task as a page for the salesperson it is given to. `once` tells two presses of the same button apart from one sent twice. */
export function presentTask(input: { task: Task; nickname: string; csrf: string; once: string }): string {
  const { task, nickname, csrf, once } = input
  const hidden = `<input type="hidden" name="csrf" value="${escapeHtml(csrf)}"><input type="hidden" name="once" value="${escapeHtml(once)}">`
  const form = (action: Action) => {
    const { text, quiet } = buttons[action]
    const note =
      action === 'accept'
        ? ''
        : '<textarea name="note" rows="2" maxlength="500" placeholder="跟进结果或备注（选填）"></textarea>'
    return `<form method="post" action="/task/${escapeHtml(task.code)}/${action}">${hidden}${note}<button${quiet ? ' class="quiet"' : ''} type="submit">${text}</button></form>`
  }
  const reasons = task.reasons.map((reason) => `<dd>${escapeHtml(reason)}</dd>`).join('')
  return presentPage(
    task.title,
    `<section><dl><dt>客户</dt><dd>${escapeHtml(nickname)}</dd><dt>状态</dt><dd>${stateTexts[task.state]}</dd>
${reasons === '' ? '' : `<dt>为什么现在跟进</dt>${reasons}`}${task.notConnected ? '<dt>提示</dt><dd>您还不是该客户的企业微信好友</dd>' : ''}</dl></section>
${actionsIn(task.state).map(form).join('\n')}`,
  )
}

function actionsIn(state: TaskState): Action[] {
  if (state === 'offered') return ['accept', 'done', 'pass_on']
  return state === 'accepted' ? ['done', 'pass_on'] : []
}
