import { correctableMs } from '../../../domain/sales/actions/correct.ts'
import { momentInWords } from '../../../domain/sales/moments.ts'
import { readyWords } from '../../../domain/sales/ready-words.ts'
import { taskStates } from '../../../domain/sales/state-words.ts'
import { couponInWords, lastOrderInWords } from '../../../domain/sales/task-card.ts'
import type { TaskList, TaskView } from '../../../domain/sales/task-views.ts'
import { escapeHtml } from '../../../http/page.ts'
import { timeLeftInWords } from './deadline-words.ts'
import { presentFrame } from './frame.ts'
import { originInWords } from './origin-words.ts'
import { presentBar, presentCall, presentCorrection, presentForms } from './present-forms.ts'
import { presentHistory } from './present-history.ts'
import { presentQuiet } from './present-quiet.ts'
import { presentNext, presentRecorded } from './present-recorded.ts'

export interface TaskPage {
  view: TaskView
  list: TaskList
  csrf: string
  /** Tells two presses of the same button apart from one sent twice. */
  once: string
  /** Right behind a result: what was noted, before the task itself. */
  isJustSaved: boolean
}

/** The task as a page: before it is accepted, in work, and done. */
export function presentTask(page: TaskPage): string {
  const { view, list } = page
  const { state, laterUntil } = view.task
  const isClosed = state === 'done' || state === 'joined'
  const isRecorded = isClosed || (page.isJustSaved && laterUntil !== undefined)
  const [left, right] = isRecorded
    ? [
        [presentRecorded(view), presentHistory(view) + presentMending(page) + presentQuiet(page)],
        [presentNext(list, view)],
      ]
    : [
        [presentHead(page), presentReasons(view), presentFacts(view), presentQuiet(page)],
        [presentWords(view), view.mayAct ? presentForms(page) : '', presentHistory(view)],
      ]
  // In work, what to say and how it ended come first: everything of it is on one screen.
  const order = state === 'accepted' && !isRecorded ? ' talk' : ''
  return presentFrame({
    title: '跟进待办',
    staffName: list.staffName,
    back: true,
    body: `<div class="two${order}"><div>${left.join('\n')}</div><div>${right.join('\n')}</div></div>${isRecorded ? '' : presentBar(view)}`,
  })
}

function presentMending(page: TaskPage): string {
  const { task, mayAct, now } = page.view
  if (!mayAct) return ''
  if (task.state === 'accepted')
    return `<a class="button" href="/task/${escapeHtml(task.code)}">填错了，改结果</a>`
  const isOpen = task.doneAt && now.getTime() - task.doneAt.getTime() <= correctableMs
  return task.state === 'done' && isOpen ? `<section>${presentCorrection(page)}</section>` : ''
}

function presentHead(page: TaskPage): string {
  const { task, deadline, mayAct, holderName, facts, leftMs, now, zone } = page.view
  const words = deadline && timeLeftInWords(deadline, leftMs ?? 0, now, zone)
  const state = task.state === 'accepted' ? '已接受' : mayAct ? '等你接受' : taskStates[task.state]
  const who = mayAct ? originInWords(page.view) : holderName ? `现在由 ${holderName} 跟进` : '还没有人接手'
  const due = words
    ? `<div class="due ${words.tone}"><b>${escapeHtml(words.left)}</b><span>${escapeHtml(words.moment)}</span></div>`
    : `<div class="due"><span>${state}</span></div>`
  return `<section><h2>${escapeHtml(facts.nickname ?? '未留昵称')} ${escapeHtml(task.title)}</h2><p class="quiet small">${escapeHtml(who)}</p>${due}${presentChat(page)}</section>`
}

function presentReasons({ task }: TaskView): string {
  if (task.reasons.length === 0) return ''
  const reasons = task.reasons.map((reason) => `<li>${escapeHtml(reason)}</li>`).join('')
  return `<section><h3>为什么现在找她</h3><ul>${reasons}</ul></section>`
}

function presentFacts({ facts, task, now, zone }: TaskView): string {
  const { viewed, read, coupon, tags, orderCount } = facts
  const order = lastOrderInWords(facts, zone)
  const rows: [string, string | undefined][] = [
    ['看过', viewed.length > 0 ? escapeHtml(viewed.join('、')) : undefined],
    [
      '素材',
      read
        .map(({ title, at }) => escapeHtml(`看了《${title}》· ${momentInWords(at, now, zone)}`))
        .join('<br>') || undefined,
    ],
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
  const friend = task.notConnected ? '你们还不是企业微信好友。' : '你们已经是企业微信好友。'
  const next = task.state === 'offered' ? `接受后会给你能直接用的话。${friend}` : friend
  return `<section><h3>她的情况</h3><dl>${shown.join('')}</dl></section><p class="quiet small beside">${next}</p>`
}

/** No address opens a chat in WeCom: the salesperson is told how to find it. */
function presentChat(page: TaskPage): string {
  const { task, facts, mayAct } = page.view
  if (!mayAct || task.state !== 'accepted') return ''
  const { nickname } = facts
  const how = task.notConnected
    ? '还不是该客户的企业微信好友：先请同事推荐名片，或等她添加。'
    : nickname
      ? `去和她聊：在企业微信里搜“${nickname}”，打开聊天。`
      : '去和她聊：在企业微信的“客户联系”里找到她，打开聊天。'
  return `<p class="chat">${escapeHtml(how)}</p>${presentCall(page)}`
}

function presentWords({ task, facts, mayAct, now, zone }: TaskView): string {
  const words = mayAct && task.state === 'accepted' ? readyWords(facts, now, zone) : []
  if (words.length === 0) return ''
  const rows = words.map((each) => {
    const text = escapeHtml(each.text)
    return `<div class="say"><p>${text}</p><button type="button" data-copy="${text}">复制</button></div>`
  })
  return `<section><h3>可以这样说</h3>${rows.join('')}</section>`
}
