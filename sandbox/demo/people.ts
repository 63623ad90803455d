import type { Person, StaffMember } from '../contract.ts'

const surnames = '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗'
const givenNames = [
  '思雨',
  '子轩',
  '梓涵',
  '浩然',
  '雨桐',
  '俊杰',
  '欣怡',
  '明轩',
  '晓彤',
  '佳宁',
  '宇航',
  '静怡',
  '诗涵',
  '博文',
  '可欣',
  '志远',
  '梦琪',
  '嘉豪',
  '若曦',
  '泽宇',
  '雅婷',
  '一鸣',
  '语嫣',
  '天佑',
]

/** The n-th person of every cast: always the same ids, never two alike. */
export function personOf(n: number, options: { email: boolean }): Person {
  const name = `${surnames[n % surnames.length]}${givenNames[Math.floor(n / surnames.length) % givenNames.length]}`
  const id = String(n).padStart(4, '0')
  return {
    name: `person-${id}`,
    nickname: name,
    unionid: `unionid-${id}`,
    openid: `openid-${id}-abcdefghijklmnopq`,
    externalUserid: `wm-customer-${id}`,
    phone: `+86138${String(10_000_000 + n)}`,
    email: options.email ? `customer${id}@mail.example` : '',
  }
}

export interface DemoStaff extends StaffMember {
  department: string
  /** E.164 */
  phone: string
  manager?: string
  onDuty: boolean
  inFallbackPool: boolean
}

/** The sales team. 赵毅 has left his phone's WeCom logged out: only an SMS reaches him. */
export const staff: DemoStaff[] = [
  {
    userid: 'lilei',
    name: '李雷',
    reachable: true,
    department: '门店一部',
    phone: '+8613900000001',
    manager: 'wangfang',
    onDuty: true,
    inFallbackPool: false,
  },
  {
    userid: 'hanmei',
    name: '韩梅梅',
    reachable: true,
    department: '门店一部',
    phone: '+8613900000002',
    manager: 'wangfang',
    onDuty: true,
    inFallbackPool: true,
  },
  {
    userid: 'zhaoyi',
    name: '赵毅',
    reachable: false,
    department: '门店二部',
    phone: '+8613900000003',
    manager: 'wangfang',
    onDuty: true,
    inFallbackPool: false,
  },
  {
    userid: 'wangfang',
    name: '王芳（经理）',
    reachable: true,
    department: '管理部',
    phone: '+8613900000009',
    onDuty: false,
    inFallbackPool: false,
  },
]

/** Of 门店三部, who are only in the demo. 吴强 will leave. */
const thirdStore: DemoStaff[] = [
  {
    userid: 'zhouting',
    name: '周婷',
    reachable: true,
    department: '门店三部',
    phone: '+8613900000004',
    manager: 'wangfang',
    onDuty: true,
    inFallbackPool: false,
  },
  {
    userid: 'wuqiang',
    name: '吴强',
    reachable: true,
    department: '门店三部',
    phone: '+8613900000005',
    manager: 'wangfang',
    onDuty: true,
    inFallbackPool: false,
  },
]

/** Everybody who sells in the demo. */
export const wholeTeam: DemoStaff[] = [...staff, ...thirdStore]
