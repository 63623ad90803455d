import type { AnswerOf } from '../../api/operations.ts'

export type Member = AnswerOf<'get', '/members'>['items'][number]

/** Every role with what it may do, in one sentence. */
export const roleChoices: { role: Member['role']; label: string; may: string }[] = [
  { role: 'owner', label: '负责人', may: '什么都能看、都能改，包括成员' },
  { role: 'marketer', label: '市场', may: '做流程、群发、素材、人群包、优惠券和设置；不管成员' },
  { role: 'editor', label: '内容编辑', may: '只写素材与话术' },
  { role: 'analyst', label: '经理', may: '看所有客户、流程和数据' },
  { role: 'lead', label: '店长', may: '看自己部门和门店的客户与待办' },
  { role: 'sales', label: '导购', may: '只看自己的客户和待办' },
  { role: 'operator', label: '运维', may: '看回调记录、体检、卡住的人和操作记录；看不到客户' },
  { role: 'finance', label: '财务', may: '看所有订单，管退款和对账；看不到营销，也不能打开客户' },
]

export const states: Record<Member['state'], { label: string; tone: 'good' | 'attention' | 'quiet' }> = {
  active: { label: '能登录', tone: 'good' },
  invited: { label: '还没登录过', tone: 'attention' },
  suspended: { label: '停用', tone: 'quiet' },
}

/** Of whom they see customers and tasks: 全部 · 杭州部、西湖店 · 自己的. */
export function scopeOf(member: Pick<Member, 'role' | 'departments' | 'stores'>): string {
  if (member.role === 'sales') return '自己的'
  if (member.role === 'editor' || member.role === 'operator') return '不看客户'
  if (member.role === 'finance') return '只看订单'
  if (member.role !== 'lead') return '全部'
  const own = [...member.departments, ...member.stores]
  return own.length === 0 ? '还没有指定部门或门店' : own.join('、')
}

/** 杭州部，上海部 → two names; commas of both kinds, and none for nothing. */
export function namesIn(text: string): string[] {
  return text
    .split(/[,，、\n]/)
    .map((name) => name.trim())
    .filter((name) => name !== '')
}
