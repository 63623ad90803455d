import type { OperationName } from '../../api/operations.ts'

/** Parts of the one set of rules of the company, by the key they are written under. */
export const companySections = {
  caps: { label: '触达频控', question: '一位客户每天、每周最多收几条营销消息' },
  quietHours: { label: '免打扰', question: '什么时候不发营销消息' },
  workingHours: { label: '上班时间', question: '待办的期限按哪些时间算' },
  groupSends: { label: '企业群发', question: '什么时候请导购确认，一天确认几条' },
  followUps: { label: '待办上限', question: '一位导购每天最多接几条新的待办，满了怎么办' },
  exclude: { label: '全局排除', question: '谁一律不收营销消息' },
  reminders: { label: '提醒时机', question: '多久没付款、券还剩几天时提醒' },
  costs: { label: '触达成本', question: '一条短信、导购一分钟按多少钱算' },
  targets: { label: '目标', question: '总览里的数要到多少才算达标' },
  manual: { label: '手工要多久', question: '同样的事手工做要几分钟，省下的人工按它算' },
  leads: { label: '线索', question: '谁算 MQL，谁算 SQL' },
  attribution: { label: '归因', question: '哪些触达算带来了订单' },
  reports: { label: '日报周报', question: '几点把数发给谁' },
  retention: { label: '保存期限', question: '记录、待办和回调原文存多少天' },
  brands: { label: '品牌', question: '短信用谁的签名，卡片打开谁的小程序' },
  tiers: { label: '客户分层', question: '买到多少算高价值、潜力' },
  rfm: { label: 'RFM 评分', question: '最近、频次、金额各到多少打几分' },
  wecom: { label: '企业微信', question: '免费额度是多少，和另一个系统怎么分工' },
  review: { label: '复核', question: '发布什么要另一位同事同意' },
} as const satisfies Record<string, { label: string; question: string }>
export type CompanySection = keyof typeof companySections
export const companyKeys = Object.keys(companySections) as CompanySection[]

export const isCompanySection = (name: string): name is CompanySection => name in companySections

export interface OtherSection {
  key: string
  label: string
  question: string
  /** Without the right to call it the section is not shown. */
  needs: OperationName
}

/** What is set besides, each a page below 设置. */
export const otherSections: readonly OtherSection[] = [
  { key: 'traits', label: '自有字段', question: '客户资料里还记什么，谁可以填', needs: 'definitions.list' },
  {
    key: 'preferences',
    label: '偏好标签',
    question: '凭什么说一位客户偏好什么',
    needs: 'settings.preferences',
  },
  {
    key: 'tagGroups',
    label: '企业微信标签',
    question: '两边的标签怎样对上，不一致时以谁为准',
    needs: 'tagGroups.look',
  },
  { key: 'testAccounts', label: '测试账号', question: '哪些客户是同事在试', needs: 'customers.list' },
]
