import type { MemberEntry } from '../../domain/members/members.ts'

/** Who may log in to the page of the demo, by login name; the first of them lets the others in. */
export const members = {
  linhai: { name: '林海', role: 'owner', departments: [], stores: [] },
  zhoumin: { name: '周敏', role: 'marketer', departments: [], stores: [], userid: 'zhoumin' },
  liuyang: { name: '刘洋', role: 'editor', departments: [], stores: [] },
  wangfang: { name: '王芳', role: 'analyst', departments: [], stores: [], userid: 'wangfang' },
  chenjing: { name: '陈静', role: 'lead', departments: ['门店一部'], stores: ['XH01'], userid: 'chenjing' },
  lilei: { name: '李雷', role: 'sales', departments: ['门店一部'], stores: [], userid: 'lilei' },
  zhaoyi: { name: '赵毅', role: 'sales', departments: ['门店二部'], stores: [], userid: 'zhaoyi' },
  sunhao: { name: '孙浩', role: 'operator', departments: [], stores: [] },
  hejing: { name: '何静', role: 'finance', departments: [], stores: [] },
} satisfies Record<string, MemberEntry>

export type Login = keyof typeof members

export const stores = [
  { _id: 'XH01', name: '西湖店', department: '门店一部', region: '杭州', lead: 'chenjing' },
  { _id: 'BJ02', name: '滨江店', department: '门店二部', region: '杭州' },
]
