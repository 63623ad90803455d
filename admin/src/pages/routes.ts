import type { Component } from 'vue'
import type { OperationName } from '../api/operations.ts'

export interface PageRoute {
  /** Below /admin. */
  path: string
  /** What the browser's tab says; the page's own title may say more. */
  title: string
  /** Without the right to call it the page is neither shown in the menu nor opened. */
  needs?: OperationName
  /** Takes the whole width beside a folded menu. */
  shape?: 'wide'
  load: () => Promise<Component>
}

/** Every page inside the frame, one line each; where it stands in the menu, `frame/menu.ts` says. */
export const pages: PageRoute[] = [
  { path: '/', title: '首页', load: () => import('./home/HomePage.vue') },
  {
    path: '/overview',
    title: '总览',
    needs: 'overview.look',
    load: () => import('./overview/OverviewPage.vue'),
  },
  {
    path: '/reports',
    title: '日报周报',
    needs: 'reports.list',
    load: () => import('./reports/ReportsPage.vue'),
  },
  {
    path: '/reports/:id',
    title: '日报',
    needs: 'reports.find',
    load: () => import('./reports/ReportPage.vue'),
  },
  {
    path: '/unconfirmed',
    title: '谁还没确认',
    needs: 'reports.unconfirmed',
    load: () => import('./reports/UnconfirmedPage.vue'),
  },
  { path: '/alerts', title: '预警', needs: 'alerts.list', load: () => import('./alerts/AlertsPage.vue') },
  {
    path: '/alerts/:id',
    title: '预警',
    needs: 'alerts.find',
    load: () => import('./alerts/AlertPage.vue'),
  },
  { path: '/orders', title: '订单', needs: 'orders.list', load: () => import('./orders/OrdersPage.vue') },
  {
    path: '/orders/:id',
    title: '订单',
    needs: 'orders.find',
    load: () => import('./orders/OrderPage.vue'),
  },
  {
    path: '/products',
    title: '商品',
    needs: 'products.list',
    load: () => import('./products/ProductsPage.vue'),
  },
  {
    path: '/refunds/:no/:refundNo',
    title: '退款',
    needs: 'refunds.find',
    load: () => import('./refunds/RefundPage.vue'),
  },
  { path: '/refunds', title: '退款', needs: 'refunds.list', load: () => import('./refunds/RefundsPage.vue') },
  {
    path: '/reconciliation',
    title: '对账',
    needs: 'reconciliation.days',
    load: () => import('./reconciliation/ReconciliationPage.vue'),
  },
  {
    path: '/journeys',
    title: '自动化流程',
    needs: 'journeys.list',
    load: () => import('./journeys/list/JourneysPage.vue'),
  },
  {
    path: '/journeys/:id/:tab?',
    title: '自动化流程',
    needs: 'definitions.find',
    shape: 'wide',
    load: () => import('./journeys/JourneyPage.vue'),
  },
  {
    path: '/broadcasts',
    title: '群发',
    needs: 'broadcasts.list',
    load: () => import('./broadcasts/BroadcastsPage.vue'),
  },
  {
    path: '/broadcasts/:id',
    title: '群发进度',
    needs: 'broadcasts.progress',
    load: () => import('./broadcasts/BroadcastPage.vue'),
  },
  {
    path: '/broadcasts/:id/edit',
    title: '编辑群发',
    needs: 'drafts.save',
    load: () => import('./broadcasts/BroadcastEditPage.vue'),
  },
  {
    path: '/content',
    title: '素材与话术',
    needs: 'content.list',
    load: () => import('./content/ContentPage.vue'),
  },
  {
    path: '/content/:id',
    title: '素材',
    needs: 'content.list',
    load: () => import('./content/MessagePage.vue'),
  },
  {
    path: '/callbacks',
    title: '回调记录',
    needs: 'callbacks.list',
    load: () => import('./callbacks/CallbacksPage.vue'),
  },
  {
    path: '/webhooks',
    title: 'Webhook',
    needs: 'webhooks.list',
    load: () => import('./webhooks/WebhooksPage.vue'),
  },
  {
    path: '/webhooks/:id',
    title: 'Webhook',
    needs: 'webhooks.find',
    load: () => import('./webhooks/WebhookPage.vue'),
  },
  {
    path: '/contact-sync',
    title: '客户同步',
    needs: 'contactSync.look',
    load: () => import('./contact-sync/ContactSyncPage.vue'),
  },
  {
    path: '/running',
    title: '运行',
    needs: 'running.look',
    load: () => import('./running/RunningPage.vue'),
  },
  { path: '/doctor', title: '体检', needs: 'doctor.findings', load: () => import('./doctor/DoctorPage.vue') },
  { path: '/stuck', title: '卡住的人', needs: 'stuck.list', load: () => import('./stuck/StuckPage.vue') },
  {
    path: '/approvals',
    title: '复核',
    needs: 'reviews.list',
    load: () => import('./reviews/ReviewsPage.vue'),
  },
  { path: '/members', title: '成员', needs: 'members.list', load: () => import('./members/MembersPage.vue') },
  {
    path: '/api-keys',
    title: '接口密钥',
    needs: 'integrations.list',
    load: () => import('./api-keys/ApiKeysPage.vue'),
  },
  {
    path: '/stores',
    title: '门店',
    needs: 'stores.setHours',
    load: () => import('./retail-stores/StoresPage.vue'),
  },
  {
    path: '/departments',
    title: '部门',
    needs: 'departments.list',
    load: () => import('./departments/DepartmentsPage.vue'),
  },
  {
    path: '/privacy',
    title: '个人信息',
    needs: 'privacy.holdings',
    load: () => import('./privacy/PrivacyPage.vue'),
  },
  {
    path: '/audit-log',
    title: '操作记录',
    needs: 'auditLog.list',
    load: () => import('./audit-log/AuditLogPage.vue'),
  },
  {
    path: '/settings',
    title: '设置',
    needs: 'definitions.find',
    load: () => import('./settings/SettingsPage.vue'),
  },
  {
    path: '/settings/:section',
    title: '设置',
    needs: 'definitions.find',
    load: () => import('./settings/SectionPage.vue'),
  },
  {
    path: '/preference-rules/:id',
    title: '偏好规则',
    needs: 'settings.preferences',
    load: () => import('./settings/preferences/PreferenceRulePage.vue'),
  },
  { path: '/account', title: '我的账号', load: () => import('./account/AccountPage.vue') },
  {
    path: '/customers',
    title: '客户',
    needs: 'customers.list',
    load: () => import('./customers/CustomersPage.vue'),
  },
  {
    path: '/customers/:id',
    title: '客户 360°',
    needs: 'customers.get',
    load: () => import('./customer/CustomerPage.vue'),
  },
  { path: '/imports', title: '导入', needs: 'imports.list', load: () => import('./imports/ImportsPage.vue') },
  {
    path: '/imports/:id',
    title: '导入',
    needs: 'imports.find',
    load: () => import('./imports/ImportPage.vue'),
  },
  { path: '/coupons', title: '优惠券', needs: 'kit.stock', load: () => import('./kit/CouponsPage.vue') },
  {
    path: '/coupons/:id',
    title: '优惠券',
    needs: 'definitions.find',
    load: () => import('./kit/CouponPage.vue'),
  },
  { path: '/redeem', title: '核销', needs: 'coupons.redeem', load: () => import('./redeem/RedeemPage.vue') },
  {
    path: '/channel-codes',
    title: '渠道活码',
    needs: 'channelCodes.list',
    load: () => import('./channel-codes/ChannelCodesPage.vue'),
  },
  {
    path: '/channel-codes/:id',
    title: '渠道活码',
    needs: 'definitions.find',
    load: () => import('./kit/ChannelCodePage.vue'),
  },
  {
    path: '/rosters',
    title: '排班',
    needs: 'rosters.list',
    load: () => import('./rosters/RostersPage.vue'),
  },
  {
    path: '/campaigns',
    title: '营销活动',
    needs: 'campaigns.list',
    load: () => import('./campaigns/CampaignsPage.vue'),
  },
  {
    path: '/campaigns/:id',
    title: '营销活动',
    needs: 'campaigns.find',
    load: () => import('./campaigns/CampaignPage.vue'),
  },
  { path: '/calendar', title: '活动日历', needs: 'kit.month', load: () => import('./kit/CalendarPage.vue') },
  {
    path: '/calendar/:id',
    title: '活动日历',
    needs: 'definitions.find',
    load: () => import('./kit/CalendarEditPage.vue'),
  },
  {
    path: '/segments',
    title: '人群包',
    needs: 'segments.list',
    load: () => import('./segments/SegmentsPage.vue'),
  },
  {
    path: '/segments/:id',
    title: '人群包',
    needs: 'segments.survey',
    load: () => import('./segment/SegmentPage.vue'),
  },
  {
    path: '/experiments',
    title: 'A/B 测试',
    needs: 'experiments.list',
    load: () => import('./experiments/ExperimentsPage.vue'),
  },
  {
    path: '/experiments/:id/:place',
    title: 'A/B 测试',
    needs: 'experiments.find',
    load: () => import('./experiments/ExperimentPage.vue'),
  },
  { path: '/review', title: '复盘', needs: 'review.look', load: () => import('./review/ReviewPage.vue') },
  {
    path: '/hand-overs',
    title: '继承',
    needs: 'handOvers.list',
    load: () => import('./hand-overs/HandOversPage.vue'),
  },
  {
    path: '/attribution',
    title: '归因',
    needs: 'attribution.look',
    load: () => import('./attribution/AttributionPage.vue'),
  },
  { path: '/tasks', title: '跟进待办', needs: 'tasks.board', load: () => import('./tasks/TasksPage.vue') },
  {
    path: '/tasks/credit',
    title: '导购业绩',
    needs: 'credit.look',
    load: () => import('./tasks/credit/CreditPage.vue'),
  },
  {
    path: '/tasks/readings',
    title: '素材雷达',
    needs: 'readings.list',
    load: () => import('./tasks/readings/ReadingsPage.vue'),
  },
]

/** Pages outside the frame: for somebody who is not logged in. */
export const outside: PageRoute[] = [
  { path: '/login', title: '登录', load: () => import('./login/LoginPage.vue') },
  { path: '/welcome', title: '设置密码', load: () => import('./welcome/WelcomePage.vue') },
]
