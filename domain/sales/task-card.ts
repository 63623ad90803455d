import type { HandOverReason, Task, TaskResult } from '../../models/tasks.ts'
import { deadlineOf, momentInWords } from './moments.ts'
import type { TaskCard } from './ports.ts'
import type { TaskFacts } from './task-facts.ts'

/** Card id of the n-th notice of a task; `codeOfCard` reads it back. */
export function cardIdOf(task: Pick<Task, 'code'>, n: number): string {
  return `${task.code}-${n}`
}

export function codeOfCard(cardId: string): string | null {
  return /^([0-9A-Za-z]+)-\d+$/.exec(cardId)?.[1] ?? null
}

/** The card a salesperson sees, with the buttons that make sense in the task's state. */
export function presentTaskCard(input: {
  task: Task
  staff: string
  facts: TaskFacts
  cardId: string
  publicUrl: string
  now: Date
  zone: string
}): TaskCard {
  const { task, staff, facts, cardId, publicUrl, now, zone } = input
  const { coupon } = facts
  return {
    cardId,
    userid: staff,
    title: task.title,
    description: descriptionOf(task, now, zone),
    // WeCom shows six at most: what is known best decides what is left out.
    facts: [
      { label: '客户', value: facts.nickname ?? '未留昵称' },
      ...(task.notConnected ? [{ label: '提示', value: '还不是该客户的企业微信好友' }] : []),
      ...fact('意向', task.reasons.slice(0, 3)),
      ...fact('看过', facts.viewed),
      ...fact('买过', [lastOrderInWords(facts, zone)]),
      ...fact('券', [coupon && couponInWords(coupon, zone)]),
      ...fact('标签', facts.tags.slice(-4)),
    ].slice(0, mostFacts),
    url: taskUrl(task, publicUrl),
    buttons:
      task.state === 'accepted'
        ? [
            { key: 'done', text: '完成', style: 1 },
            { key: 'pass_on', text: '转交', style: 2 },
          ]
        : [
            { key: 'accept', text: '接受', style: 1 },
            { key: 'done', text: '完成', style: 2 },
            { key: 'pass_on', text: '转交', style: 2 },
          ],
  }
}
const mostFacts = 6

function fact(label: string, values: (string | undefined)[]): { label: string; value: string }[] {
  const value = values.filter(Boolean).join('、')
  return value === '' ? [] : [{ label, value }]
}

function descriptionOf(task: Task, now: Date, zone: string): string {
  const deadline = deadlineOf(task)
  const by = deadline ? momentInWords(deadline.at, now, zone) : null
  if (task.state !== 'accepted') return by ? `请在${by} 前接受` : '请尽快接受并跟进'
  if (deadline?.to === 'lookAgain') return `已约${by} 再跟进`
  return by ? `已接受，${by} 前要有结果` : '已接受，跟进后请点「完成」'
}

/** 玫瑰精华水 ¥268.00（10月21日） */
export function lastOrderInWords({ lastOrder }: TaskFacts, zone: string): string | undefined {
  if (!lastOrder) return undefined
  const { product, fen, at } = lastOrder
  const amount = fen === undefined ? undefined : `¥${(fen / 100).toFixed(2)}`
  return `${[product, amount].filter(Boolean).join(' ')}（${dayInWords(at, zone)}）`
}

export function couponInWords(coupon: { name: string; validUntil: Date }, zone: string): string {
  return `${coupon.name}，${dayInWords(coupon.validUntil, zone)} 到期`
}

function dayInWords(at: Date, zone: string): string {
  return new Intl.DateTimeFormat('zh-CN', { timeZone: zone, month: 'long', day: 'numeric' }).format(at)
}

export function taskUrl(task: Pick<Task, 'code'>, publicUrl: string): string {
  return `${publicUrl}/task/${task.code}`
}

export const resultWords: Record<TaskResult, string> = {
  won: '成交了',
  interested: '有兴趣，再约',
  notInterested: '暂时不需要',
  notReached: '没联系上',
  doNotDisturb: '别再打扰她',
  other: '其他',
  unstated: '没填结果',
}

/** What cards and pages say once a button was pressed, or the task has gone elsewhere. */
export const taskTexts = {
  accepted: '已接受',
  done: '已完成',
  corrected: '已改结果',
  called: '已拨打',
  passedOn: '已转交',
  postponed: '已改期',
  handedOver: '已转给其他同事',
  joined: '已并入另一个任务',
}

/** Why a colleague let go of a task, as their manager reads it. */
export const handOverWords: Record<HandOverReason, string> = {
  unreachable: '企业微信和短信都联系不上',
  overdue: '没有按时接受',
  unfinished: '接受后没有按时完成',
}
