import type { AnswerOf } from '../../api/operations.ts'

type Answer = AnswerOf<'get', '/callbacks'>
export type Callback = Answer['items'][number]
export type Look = 'all' | 'failed' | 'open' | 'closed'

/** The choices above the list, with how many where that is known. */
export function looksFor(counts: Answer['counts'] | undefined): { look: Look; label: string }[] {
  const of = (label: string, count: number | undefined) => (count === undefined ? label : `${label} ${count}`)
  return [
    { look: 'all', label: '全部' },
    { look: 'failed', label: of('失败', counts?.failed) },
    { look: 'open', label: of('没处理完', counts?.open) },
    { look: 'closed', label: '已处理' },
  ]
}

export const sources = [
  { value: 'wecom', label: '企业微信' },
  { value: 'shop', label: '商城' },
  { value: 'lead', label: '小程序表单' },
  { value: 'sms', label: '短信' },
  { value: 'mail', label: '退信和举报' },
  { value: 'in', label: '登记的系统' },
]

export const states: Record<
  Callback['state'],
  { label: string; tone: 'bad' | 'attention' | 'info' | 'good' | 'quiet' }
> = {
  failed: { label: '失败', tone: 'bad' },
  waiting: { label: '等重试', tone: 'attention' },
  working: { label: '处理中', tone: 'info' },
  done: { label: '已处理', tone: 'good' },
  ignored: { label: '无需处理', tone: 'quiet' },
}

interface Failed {
  alike: number
  outlook: 'mended' | 'hopeless' | 'unknown'
}

/** What a replay can be expected to give, and how it is said. */
export function outlookOf({ outlook }: Failed): { tone: 'good' | 'attention' | 'bad'; says: string } {
  if (outlook === 'mended') return { tone: 'good', says: '之后同类的已经处理成功，现在重放能成' }
  if (outlook === 'hopeless') return { tone: 'bad', says: '内容本身不对，重放还会失败：请发送方改好再发' }
  return { tone: 'attention', says: '失败之后还没有同类的处理成功过：先修好原因，否则重放还会失败' }
}
