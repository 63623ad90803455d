/** What somebody who logs in to the marketers' page may be; of each the operations of the API name who may call them. */
export const roles = [
  'owner',
  'marketer',
  'editor',
  'analyst',
  'lead',
  'sales',
  'operator',
  'finance',
] as const
/** Who reads flows, contents and the calendar: everybody but 财务, who works with orders and money alone. */
export const marketingRoles = ['owner', 'marketer', 'editor', 'analyst', 'lead', 'sales', 'operator'] as const
export type Role = (typeof roles)[number]

/** As people read them. */
export const roleNames: Record<Role, string> = {
  owner: '负责人',
  marketer: '市场',
  editor: '内容编辑',
  analyst: '经理',
  lead: '店长',
  sales: '导购',
  operator: '运维',
  finance: '财务',
}
