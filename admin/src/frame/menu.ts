import {
  Bell,
  Calendar,
  CircleCheck,
  Clock,
  Connection,
  DataAnalysis,
  DataLine,
  Document,
  EditPen,
  Filter,
  Finished,
  FirstAidKit,
  Flag,
  Goods,
  Grid,
  Histogram,
  House,
  Key,
  Link,
  List,
  Lock,
  Memo,
  MessageBox,
  Money,
  Notebook,
  Odometer,
  OfficeBuilding,
  Promotion,
  Refresh,
  ScaleToOriginal,
  Setting,
  Share,
  Stamp,
  Switch,
  Ticket,
  TrophyBase,
  Upload,
  User,
  UserFilled,
  View,
  Warning,
} from '@element-plus/icons-vue'
import type { Component } from 'vue'

export interface MenuEntry {
  label: string
  /** For the tabs of a phone, where the label is too long. */
  short?: string
  path: string
  icon: Component
}

export interface MenuGroup {
  label: string
  entries: MenuEntry[]
}

/** The menu in its order. An entry shows once its page is in `pages/routes.ts`, to whoever may open that. */
export const menu: MenuGroup[] = [
  {
    label: '数据',
    entries: [
      { label: '首页', path: '/', icon: House },
      { label: '总览', path: '/overview', icon: Histogram },
      { label: '日报周报', short: '日报', path: '/reports', icon: Document },
      { label: '预警', path: '/alerts', icon: Warning },
      { label: '订单', path: '/orders', icon: List },
      { label: '商品', path: '/products', icon: Goods },
      { label: '退款', path: '/refunds', icon: Money },
      { label: '对账', path: '/reconciliation', icon: ScaleToOriginal },
      { label: '导购业绩', short: '业绩', path: '/tasks/credit', icon: TrophyBase },
    ],
  },
  {
    label: '营销',
    entries: [
      { label: '群发', path: '/broadcasts', icon: Promotion },
      { label: '自动化流程', short: '流程', path: '/journeys', icon: Share },
      { label: '人群包', path: '/segments', icon: Filter },
      { label: '素材与话术', short: '素材', path: '/content', icon: EditPen },
      { label: '优惠券', path: '/coupons', icon: Ticket },
      { label: '渠道活码', path: '/channel-codes', icon: Grid },
      { label: '营销活动', short: '活动', path: '/campaigns', icon: Flag },
      { label: '活动日历', path: '/calendar', icon: Calendar },
    ],
  },
  {
    label: '客户',
    entries: [
      { label: '客户', path: '/customers', icon: User },
      { label: '跟进待办', short: '待办', path: '/tasks', icon: Finished },
      { label: '素材雷达', short: '雷达', path: '/tasks/readings', icon: View },
      { label: '排班', path: '/rosters', icon: Clock },
      { label: '核销', path: '/redeem', icon: CircleCheck },
      { label: '继承', path: '/hand-overs', icon: Switch },
      { label: '导入', path: '/imports', icon: Upload },
    ],
  },
  {
    label: '分析',
    entries: [
      { label: '归因', path: '/attribution', icon: DataLine },
      { label: 'A/B 测试', path: '/experiments', icon: DataAnalysis },
      { label: '复盘', path: '/review', icon: Memo },
    ],
  },
  {
    label: '系统',
    entries: [
      { label: '复核', path: '/approvals', icon: Stamp },
      { label: '回调记录', short: '回调', path: '/callbacks', icon: MessageBox },
      { label: 'Webhook', path: '/webhooks', icon: Link },
      { label: '客户同步', short: '同步', path: '/contact-sync', icon: Refresh },
      { label: '运行', path: '/running', icon: Odometer },
      { label: '体检', path: '/doctor', icon: FirstAidKit },
      { label: '卡住的人', short: '卡住', path: '/stuck', icon: Bell },
      { label: '成员', path: '/members', icon: UserFilled },
      { label: '接口密钥', short: '接口', path: '/api-keys', icon: Key },
      { label: '部门', path: '/departments', icon: Connection },
      { label: '门店', path: '/stores', icon: OfficeBuilding },
      { label: '设置', path: '/settings', icon: Setting },
      { label: '操作记录', path: '/audit-log', icon: Notebook },
      { label: '个人信息', path: '/privacy', icon: Lock },
    ],
  },
]

/** What somebody of this role reaches with a thumb; what they may not open gives its place to the next of the menu. */
export const tabsOfRole: Record<string, string[]> = {
  owner: ['/', '/journeys', '/broadcasts', '/customers'],
  marketer: ['/', '/journeys', '/broadcasts', '/customers'],
  editor: ['/', '/content', '/journeys', '/segments'],
  analyst: ['/', '/journeys', '/customers', '/tasks'],
  lead: ['/', '/tasks', '/customers', '/redeem'],
  sales: ['/tasks', '/customers', '/redeem', '/'],
  operator: ['/', '/callbacks', '/doctor', '/stuck'],
  finance: ['/orders', '/refunds', '/reconciliation', '/'],
}
