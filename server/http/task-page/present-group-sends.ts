import {
  type Asked,
  type AskedOf,
  type AskedState,
  waitingIn,
} from '../../../domain/outreach/group-sends/asked-of.ts'
import { momentInWords } from '../../../domain/sales/moments.ts'
import type { TaskList } from '../../../domain/sales/task-views.ts'
import { escapeHtml } from '../../../http/page.ts'
import { timeLeftToConfirm } from './deadline-words.ts'
import { presentFrame } from './frame.ts'
import { presentGroupSendContent } from './present-group-send-content.ts'

/** Where a salesperson reads what they are asked to send. */
export const groupSendsPath = '/task/group-sends'

/** On the list of follow-ups: what waits first, in words; else only the way to what was. */
export function presentLinkToGroupSends(groupSends: AskedOf): string {
  const { number, until } = waitingIn(groupSends)
  if (until === null) return `<p class="beside"><a href="${groupSendsPath}">群发确认记录</a></p>`
  const { tone, left } = timeLeftToConfirm(until, groupSends.now)
  const colour = tone === 'soon' ? ' warn' : ''
  return `<section><a class="row" href="${groupSendsPath}"><span><b>${number} 条群发等你确认</b>在企业微信「群发助手」里发出</span><span class="when${colour}">${left}</span></a></section>`
}

const groups: [AskedState, string][] = [
  ['confirmed', '已确认'],
  ['expired', '没有确认'],
  ['withdrawn', '已撤回'],
]

/** 待确认的群发: what a salesperson is asked to send, why, to how many and until when; what became of those of the last week. */
export function presentGroupSends(
  { asked, now }: AskedOf,
  { staffName, zone }: Pick<TaskList, 'staffName' | 'zone'>,
): string {
  const of = (state: AskedState) => asked.filter((each) => each.state === state)
  const waiting = of('waiting')
  const open =
    waiting.length === 0
      ? '<section><p>现在没有等你确认的群发。</p><p class="quiet small">要你发给客户时，企业微信「群发助手」里会有一条；快到时间还没确认，会再提醒你。</p></section>'
      : waiting.map((each) => presentWaiting(each, now, zone)).join('') + howTo
  const past = groups.flatMap(([state, name]) => {
    const rows = of(state)
    if (rows.length === 0) return []
    return `<h2 class="group">${name} ${rows.length}</h2><section>${rows.map((each) => presentPast(each, now, zone)).join('')}</section>`
  })
  return presentFrame({ title: '待确认的群发', staffName, back: true, body: open + past.join('') })
}

const howTo = `<section><h2>怎么确认</h2><ol><li>打开企业微信「工作台 → 客户联系 → 群发助手」</li><li>点开这条群发，看一遍内容和客户</li><li>不适合发的客户取消勾选，再点「发送」</li></ol><p class="quiet small">这里只能看，发送要在企业微信里点。</p></section>`

function presentWaiting(asked: Asked, now: Date, zone: string): string {
  const { name, isTest, people, until, askedAt, content } = asked
  const { tone, left } = timeLeftToConfirm(until, now)
  const facts = [
    ['发给', `${people} 位客户`],
    ['来自', becauseInWords(asked)],
    ['给到你', momentInWords(askedAt, now, zone)],
  ]
  return `<section><h2>${escapeHtml(name)}${isTest ? ' <span class="chip">测试</span>' : ''}</h2>
<div class="due ${tone}"><b>${left}</b><span>${momentInWords(until, now, zone)} 截止</span></div>
<dl>${facts.map(([what, says = '']) => `<dt>${what}</dt><dd>${escapeHtml(says)}</dd>`).join('')}</dl>
${presentGroupSendContent(content)}
<p class="quiet small">过了时间没确认，这些客户改用其他方式通知。</p></section>`
}

function becauseInWords({ because }: Asked): string {
  if (because === null) return '已删除的流程'
  return `${because.kind === 'broadcast' ? '群发' : '自动化流程'}「${because.name}」`
}

function presentPast(asked: Asked, now: Date, zone: string): string {
  const at = asked.confirmedAt ?? (asked.state === 'expired' ? asked.until : asked.askedAt)
  return `<div class="row"><span><b>${escapeHtml(asked.name)}</b>${escapeHtml(outcomeInWords(asked))}<br><span class="quiet small">${escapeHtml(becauseInWords(asked))}</span></span><span class="when">${momentInWords(at, now, zone)}</span></div>`
}

function outcomeInWords({ state, people, sent, leftOut, refused }: Asked): string {
  if (state === 'expired') return `${people} 位客户，到点没发，已改用其他方式`
  if (state === 'withdrawn') return `${people} 位客户，已收回，不用再发`
  const but = [
    ...(leftOut > 0 ? [`${leftOut} 位没勾选`] : []),
    ...(refused > 0 ? [`${refused} 位微信不让发`] : []),
  ]
  return [`发给 ${sent} 位客户`, ...but].join('，')
}
