import type { Customer } from '../../models/customer.ts'
import type { Task } from '../../models/tasks.ts'
import type { TaskCard } from './ports.ts'

/** Card id of the n-th notice of a task; `codeOfCard` reads it back. */
export function cardIdOf(task: Pick<Task, 'code'>, n: number): string {
  return `${task.code}-${n}`
}

export function codeOfCard(cardId: string): string | null {
  return /^([0-9A-Za-z]+)-\d+$/.exec(cardId)?.[1] ?? null
}

/** The card a salesperson sees, with the buttons that make sense in the task's state. */
export function presentTaskCard(task: Task, customer: Customer, cardId: string, publicUrl: string): TaskCard {
  return {
    cardId,
    userid: task.assignee ?? '',
    title: task.title,
    description: task.state === 'accepted' ? '已接受，跟进后请点「完成」' : '请尽快接受并跟进',
    facts: [
      { label: '客户', value: customer.profile.nickname ?? '未留昵称' },
      ...(task.notConnected ? [{ label: '提示', value: '您还不是该客户的企业微信好友' }] : []),
      ...(task.reasons.length > 0 ? [{ label: '意向', value: task.reasons.slice(0, 3).join('、') }] : []),
      ...(customer.tags.length > 0
        ? [
            {
              label: '标签',
              value: customer.tags
                .slice(-4)
                .map((tag) => tag.name)
                .join('、'),
            },
          ]
        : []),
    ],
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

export function taskUrl(task: Pick<Task, 'code'>, publicUrl: string): string {
  return `${publicUrl}/task/${task.code}`
}

/** Texts of the plain messages around a task. */
export const taskTexts = {
  reminder: (task: Task) => `【跟进提醒】「${task.title}」还没有接受，请尽快处理。`,
  managerNote: (task: Task, staffName: string) =>
    `【超时提醒】「${task.title}」已超过接受时限，${staffName} 未处理，系统已转给其他同事或等待分配。`,
  accepted: '已接受',
  done: '已完成',
  passedOn: '已转交',
  handedOver: '已转给其他同事',
}
