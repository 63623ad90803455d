import type { AnswerOf } from '../../api/operations.ts'

export type Broadcast = AnswerOf<'get', '/broadcasts'>['items'][number]
export type Stage = Broadcast['stage']

/** Where a 群发 stands, as its chip says. */
export const stages = {
  draft: { label: '草稿', tone: 'outlined' },
  scheduled: { label: '待发送', tone: 'info' },
  sending: { label: '发送中', tone: 'good' },
  sent: { label: '已发完', tone: 'quiet' },
  paused: { label: '已暂停', tone: 'attention' },
  ended: { label: '已结束', tone: 'quiet' },
  missed: { label: '时间过了没发', tone: 'attention' },
} as const satisfies Record<Stage, { label: string; tone: string }>
