import type { TraitValue } from '../../../models/customer.ts'

/** How the values of two customers who turn out to be one become one value. */
export type Unite = (survivor: TraitValue, loser: TraitValue) => TraitValue

export interface TraitRule {
  unite: Unite
  /**
   * Whether a change is an event of its own. False for what moves with nearly every event: the event that moved it is itself
   * the history, and one more of each would only double it.
   */
  announced: boolean
}

/** `monthDay` is written `05-20`. */
export const fieldTypes = ['text', 'number', 'boolean', 'date', 'monthDay'] as const
export type FieldType = (typeof fieldTypes)[number]

/** `texts` is a list, which Kelu alone keeps. */
export type TraitType = FieldType | 'texts'

/** One thing rules, entries, waits and messages may ask of a customer as a trait. */
export interface CustomerField {
  /** zh-CN */
  label: string
  type: TraitType
  /** All it can be, each with what people call it (zh-CN). */
  values?: Readonly<Record<string, string>>
  /** Where the document keeps it; absent = in `traits`. */
  at?: 'profile' | 'customer'
  /** A journey's `setTrait` may write it. */
  settable?: boolean
  /** Only of those kept in `traits`. */
  rule?: TraitRule
}

const latest: Unite = (a, b) => (b > a ? b : a)
const sum: Unite = (a, b) => (typeof a === 'number' && typeof b === 'number' ? a + b : a)
const survivors: Unite = (a) => a

/** Traits named by marketers and imports: the survivor's value stays, and every change is told. */
const own: TraitRule = { unite: survivors, announced: true }

/**
 * Every field of a customer Kelu knows by name: one name for one thing. Contact data is sealed and cannot be asked. Those of
 * orders are computed again from the united orders (see orders.ts).
 */
const fields = {
  nickname: { label: '昵称', type: 'text', at: 'profile' },
  region: { label: '地区', type: 'text', at: 'profile' },
  sourceChannel: { label: '来源渠道', type: 'text', at: 'profile' },
  timeZone: { label: '时区', type: 'text', at: 'profile' },
  registeredAt: { label: '注册时间', type: 'date', at: 'profile' },
  createdAt: { label: '建档时间', type: 'date', at: 'customer' },
  owner: { label: '归属销售', type: 'text', at: 'customer' },
  homeStore: { label: '所属门店', type: 'text', at: 'customer' },
  stage: { label: '客户阶段', type: 'text', settable: true, rule: own },
  lastSeenAt: { label: '最近登录', type: 'date', rule: { unite: latest, announced: false } },
  lastInteractionAt: { label: '最近互动', type: 'date', rule: { unite: latest, announced: false } },
  lastLoginAt: { label: '最近打开小程序', type: 'date', rule: { unite: latest, announced: false } },
  lastClickAt: { label: '最近点击链接', type: 'date', rule: { unite: latest, announced: false } },
  firstOrderAt: { label: '首次购买', type: 'date', rule: own },
  lastOrderAt: { label: '最近购买', type: 'date', rule: own },
  ordersCount: { label: '订单数', type: 'number', rule: own },
  purchaseCount: { label: '购买次数', type: 'number', rule: own },
  averageOrderFen: { label: '客单价（分）', type: 'number', rule: own },
  spend365Fen: { label: '近一年消费（分）', type: 'number', rule: own },
  orders365: { label: '近一年订单数', type: 'number', rule: own },
  occasions365: { label: '近一年购买次数', type: 'number', rule: own },
  lastProductName: { label: '最近购买的商品', type: 'text', rule: own },
  cycleDays: { label: '购买周期（天）', type: 'number', rule: own },
  cycleConfidence: { label: '购买周期可信度', type: 'number', rule: own },
  purchaseDayOfMonth: { label: '每月购买日', type: 'number', rule: own },
  nextOrderOn: { label: '预计复购日', type: 'date', rule: own },
  tier: {
    label: '客户分层',
    type: 'text',
    values: { high: '高价值', potential: '潜力', regular: '普通', none: '未购' },
    rule: own,
  },
  rfmR: { label: '最近购买分', type: 'number', rule: own },
  rfmF: { label: '购买频次分', type: 'number', rule: own },
  rfmM: { label: '消费金额分', type: 'number', rule: own },
  rfmGroup: {
    label: 'RFM 分群',
    type: 'text',
    values: {
      importantValue: '重要价值',
      importantGrowth: '重要发展',
      importantRetention: '重要保持',
      importantRecall: '重要挽留',
      generalValue: '一般价值',
      generalGrowth: '一般发展',
      generalRetention: '一般保持',
      generalRecall: '一般挽留',
    },
    rule: own,
  },
  refundingOrders: { label: '退款处理中的订单', type: 'texts', rule: own },
  overRefundedOrders: { label: '退款超过实付的订单', type: 'texts', rule: own },
  openComplaints: { label: '处理中的投诉', type: 'texts', rule: own },
  productViews: { label: '浏览商品次数', type: 'number', rule: { unite: sum, announced: false } },
  lastViewedProductId: {
    label: '最近浏览的商品',
    type: 'text',
    rule: { unite: survivors, announced: false },
  },
  lastProductViewAt: { label: '最近浏览商品', type: 'date', rule: { unite: latest, announced: false } },
} as const satisfies Record<string, CustomerField>

export const customerFields: Readonly<Record<string, CustomerField>> = fields

/** What traits were called in earlier releases, and are called now. */
export const renamedTraits: Readonly<Record<string, string>> = {
  nextOrderAt: 'nextOrderOn',
  purchaseCycleDays: 'cycleDays',
}

/** Null for a trait of the installation's own. */
export function customerField(name: string): CustomerField | null {
  return Object.hasOwn(customerFields, name) ? (customerFields[name] as CustomerField) : null
}

/** As people read it (zh-CN), where the values of a trait have names of their own: `tier` none is 未购. */
export function nameOfValue(trait: string, value: string): string {
  return customerField(trait)?.values?.[value] ?? value
}

export function traitRule(trait: string): TraitRule {
  return customerField(trait)?.rule ?? own
}
