import { momentInWords } from '../../../domain/sales/moments.ts'
import { taskStates } from '../../../domain/sales/state-words.ts'
import { couponInWords, lastOrderInWords, resultWords } from '../../../domain/sales/task-card.ts'
import type { TaskListRow, TaskView } from '../../../domain/sales/task-views.ts'
import { escapeHtml } from '../../../http/page.ts'
import { deadlineInWords } from './deadline-words.ts'
import { presentFrame } from './frame.ts'
import { presentAcceptBar, presentForms } from './present-forms.ts'
import { presentHistory } from './present-history.ts'

/** The task as a page. `once` tells two presses of the same button apart from one sent twice; `next` is what to do after this one. */
export function presentTask(input: {
  view: TaskView
  staffName: string
  csrf: string
  once: string
  next?: TaskListRow
}): string {
  const { view, staffName, next } = input
  const closed = view.task.state === 'done' || view.task.state === 'joined'
  const left = closed
    ? [presentEnd(view), presentHistory(view)]
    : [presentHead(view), presentReasons(view), presentFacts(view)]
  const right = closed
    ? [next ? presentNext(next, view) : '']
    : [presentChat(view), view.mayAct ? presentForms(input) : '', presentHistory(view)]
  return presentFrame({
    title: '跟进待办',
    staffName,
    back: true,
    body: `<div class="two"><div>${left.join('\n')}</div><div>${right.join('\n')}</div></div>${presentAcceptBar(view)}`,
  })
}

function presentHead({ task, deadline, mayAct, holderName, now, zone }: TaskView): string {
  const words = deadline && deadlineInWords(deadline, now, zone)
  const state = task.state === 'accepted' ? '已接受' : mayAct ? '等你接受' : taskStates[task.state]
  const who = mayAct
    ? ''
    : `<p class="quiet small">${escapeHtml(holderName ? `现在由 ${holderName} 跟进` : '还没有人接手')}</p>`
  const due = words
    ? `<div class="due ${words.tone}"><span>${state}</span><b>${escapeHtml(words.long)}</b></div>`
    : `<div class="due"><span>${state}</span></div>`
  return `<section><h2>${escapeHtml(task.title)}</h2>${who}${due}</section>`
}

function presentReasons({ task }: TaskView): string {
  if (task.reasons.length === 0) return ''
  const reasons = task.reasons.map((reason) => `<li>${escapeHtml(reason)}</li>`).join('')
  return `<section><h3>为什么现在跟进</h3><ul>${reasons}</ul></section>`
}

function presentFacts({ facts, zone }: TaskView): string {
  const { viewed, coupon, tags, orderCount, nickname = '未留昵称' } = facts
  const order = lastOrderInWords(facts, zone)
  const rows: [string, string | undefined][] = [
    ['昵称', escapeHtml(nickname)],
    ['看过', viewed.length > 0 ? escapeHtml(viewed.join('、')) : undefined],
    ['买过', order ? escapeHtml(`${orderCount} 单，最近：${order}`) : '还没有下过单'],
    ['券', coupon ? escapeHtml(`${couponInWords(coupon, zone)}（${coupon.code}）`) : undefined],
    [
      '标签',
      tags
        .slice(-8)
        .map((tag) => `<span class="chip">${escapeHtml(tag)}</span>`)
        .join('') || undefined,
    ],
  ]
  const shown = rows.flatMap(([label, value]) => (value ? [`<dt>${label}</dt><dd>${value}</dd>`] : []))
  return `<section><h3>客户情况</h3><dl>${shown.join('')}</dl></section>`
}

/** No address opens a chat in WeCom: the salesperson is told how to find it. */
function presentChat({ task, facts, mayAct }: TaskView): string {
  if (!mayAct) return ''
  const { nickname } = facts
  const how = task.notConnected
    ? '还不是该客户的企业微信好友：请先请同事推荐名片，或等客户添加。'
    : nickname
      ? `在企业微信里搜“${nickname}”，打开聊天。`
      : '在企业微信的“客户联系”里找到这位客户，打开聊天。'
  return `<section><h3>怎么找到客户</h3><p>${escapeHtml(how)}</p></section>`
}

function presentEnd({ task, facts, now, zone }: TaskView): string {
  if (task.state === 'joined')
    return `<section><h2>${taskStates.joined}</h2><p class="quiet">${escapeHtml(task.title)}</p></section>`
  const said = [facts.nickname ?? '未留昵称', resultWords[task.result ?? 'unstated']]
  if (task.doneAt) said.push(momentInWords(task.doneAt, now, zone))
  return `<section class="done"><h2><b>✓ 记下了</b></h2><p class="quiet">${escapeHtml(said.join(' · '))}</p></section>`
}

function presentNext({ task, nickname, deadline }: TaskListRow, { now, zone }: TaskView): string {
  const words = deadline && deadlineInWords(deadline, now, zone)
  const tone = words?.tone === 'late' ? ' bad' : ''
  return `<section><h3>下一条</h3><div class="row"><span><b>${escapeHtml(nickname ?? '未留昵称')}</b>${escapeHtml(task.title)}</span><span class="when${tone}">${escapeHtml(words?.short ?? '')}</span></div>
<a class="button primary" href="/task/${escapeHtml(task.code)}">去看下一条</a></section>`
}
