import type { AnswerOf } from '../../api/operations.ts'

export type Review = AnswerOf<'get', '/reviews'>['items'][number]

const kinds: Record<string, string> = {
  journey: '流程',
  message: '素材',
  segment: '人群包',
  batch: '优惠券',
  channel: '渠道活码',
  traits: '客户属性',
  settings: '设置',
  calendar: '活动日历',
  preferenceRule: '偏好规则',
}

/** 优惠券「回归礼」 */
export function titleOf({ title, keys }: Pick<Review, 'title' | 'keys'>): string {
  const kind = kinds[keys[0]?.split(':')[0] ?? ''] ?? ''
  return `${kind}「${title}」`
}

export const states: Record<
  Review['state'],
  { label: string; tone: 'info' | 'good' | 'bad' | 'attention' | 'quiet' }
> = {
  open: { label: '等复核', tone: 'info' },
  deciding: { label: '正在发布', tone: 'info' },
  approved: { label: '已发布', tone: 'good' },
  refused: { label: '退回', tone: 'bad' },
  stale: { label: '作废', tone: 'attention' },
  withdrawn: { label: '撤回', tone: 'quiet' },
}
