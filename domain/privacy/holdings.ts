import type { RetentionRules } from '../language/retention-rules.ts'

/** How long something is kept: that many days, as long as the customer is known, or for ever. */
export type Kept = { days: number } | 'customer' | 'forever'

/** What becomes of it when its customer is erased. */
export type AtErasure = 'removed' | 'cleaned' | 'stays'

/** What one collection keeps of customers, as it stands in the record of processing (PIPL art. 55, 56). Words are for people. */
export interface Holding {
  what: string
  /** What it is for. */
  purpose: string
  kept: Kept
  /** The setting that says how many days, where the company has one. */
  setBy?: keyof RetentionRules
  /** What its age is told by: a field, where documents go by themselves. */
  ageBy?: string
  sealed?: true
  atErasure: AtErasure
  /** Why it stays, or what of it does. */
  why?: string
}

const contact = '联系客户'
const story = '解释为什么收到、为什么没收到'
const service = '跟进与服务'
const trade = '履行订单、记账'
const anonymous = '只有编号，删除后不再指向任何人'
const books = '记账凭证依法留存：只留卖了什么、多少钱，去掉收货信息和付款人'

/** Collections that keep something of customers. Whoever adds a collection says here what of them it keeps, or in `others-hold.ts` that it keeps nothing. */
export const holdings: Record<string, Holding> = {
  customers: {
    what: '昵称、联系方式、标签、属性、营销授权、好友关系',
    purpose: `${contact}、分群`,
    kept: 'customer',
    sealed: true,
    atErasure: 'removed',
  },
  identities: {
    what: '平台编号、手机号的不可逆索引',
    purpose: '认出同一个人',
    kept: 'customer',
    atErasure: 'removed',
  },
  sessions: { what: '小程序登录状态', purpose: '登录', kept: 'customer', atErasure: 'removed' },
  events: {
    what: '浏览、点击、下单等行为',
    purpose: `触发流程、${story}`,
    kept: { days: 400 },
    setBy: 'recordDays',
    ageBy: 'receivedAt',
    atErasure: 'removed',
  },
  touches: {
    what: '发过的消息、当时在哪些人群包和每次没发的原因',
    purpose: story,
    kept: { days: 400 },
    setBy: 'recordDays',
    ageBy: 'createdAt',
    atErasure: 'removed',
  },
  links: {
    what: '消息里的短链',
    purpose: '知道谁点开了',
    kept: { days: 400 },
    setBy: 'recordDays',
    ageBy: 'createdAt',
    atErasure: 'removed',
  },
  runs: {
    what: '走过的流程和开始时在哪些人群包',
    purpose: story,
    kept: { days: 400 },
    setBy: 'recordDays',
    ageBy: 'endedAt',
    atErasure: 'removed',
    why: '走完以后开始算，没走完的一直留着',
  },
  entries: { what: '进过哪些流程、几次', purpose: '不重复进入', kept: 'customer', atErasure: 'removed' },
  tasks: {
    what: '跟进待办和记录',
    purpose: service,
    kept: { days: 400 },
    setBy: 'taskDays',
    ageBy: 'doneAt',
    atErasure: 'removed',
    why: '完成以后开始算，没完成的一直留着',
  },
  taskCodes: {
    what: '待办的短码',
    purpose: service,
    kept: { days: 400 },
    setBy: 'taskDays',
    atErasure: 'removed',
    why: '和待办一起删除',
  },
  materialReadings: {
    what: '看过导购发的哪些素材',
    purpose: service,
    kept: { days: 400 },
    setBy: 'recordDays',
    ageBy: 'at',
    atErasure: 'removed',
  },
  groupSendPeople: {
    what: '在哪些企业群发里',
    purpose: '不重复发、名额',
    kept: { days: 400 },
    setBy: 'recordDays',
    ageBy: 'joinedAt',
    atErasure: 'removed',
  },
  groupSends: {
    what: '写着称呼的群发文字',
    purpose: '请导购确认',
    kept: { days: 400 },
    setBy: 'recordDays',
    ageBy: 'settledAt',
    atErasure: 'cleaned',
    why: '称呼换成「（已删除）」',
  },
  wecomQuota: { what: '企业微信群发名额', purpose: '不打扰过多', kept: 'customer', atErasure: 'removed' },
  kfConversations: {
    what: '微信客服会话什么时候来过消息、发过几条（不存内容）',
    purpose: '48 小时、5 条的限制',
    kept: { days: 30 },
    ageBy: 'expiresAt',
    atErasure: 'removed',
  },
  tagPushes: { what: '同步到企业微信的标签', purpose: '标签同步', kept: 'customer', atErasure: 'removed' },
  codeArrivals: { what: '从哪个渠道活码来', purpose: '渠道统计', kept: 'customer', atErasure: 'removed' },
  handOverItems: { what: '在职、离职继承', purpose: service, kept: 'customer', atErasure: 'removed' },
  lostFriendNotes: { what: '删人提醒', purpose: service, kept: { days: 30 }, atErasure: 'removed' },
  orderIntents: { what: '下单过程', purpose: trade, kept: { days: 30 }, atErasure: 'removed' },
  unpaidOrders: {
    what: '下了没付的单',
    purpose: '提醒付款',
    kept: { days: 30 },
    ageBy: 'heardAt',
    atErasure: 'removed',
  },
  couponLimits: { what: '每人领过几张券', purpose: '限领', kept: 'customer', atErasure: 'removed' },
  inbox: {
    what: '平台回调、表单和退信的原文',
    purpose: '不丢事件、可重放',
    kept: { days: 30 },
    setBy: 'callbackDays',
    sealed: true,
    atErasure: 'removed',
  },
  importParts: {
    what: '导入的原文件',
    purpose: '导入、给出没导入的行',
    kept: { days: 30 },
    sealed: true,
    atErasure: 'removed',
    why: '不论里面有没有她，都删掉；正在导入的等导完',
  },
  importHeldRows: {
    what: '导入时等着同一个订单别的行的那些行',
    purpose: '导入',
    kept: { days: 30 },
    sealed: true,
    atErasure: 'removed',
    why: '不论里面有没有她，都删掉；正在导入的等导完',
  },
  keptAnswers: {
    what: '给外部系统的回答，防重复提交',
    purpose: '接口幂等',
    kept: { days: 1 },
    sealed: true,
    atErasure: 'removed',
  },
  webhookDeliveries: {
    what: '通知外部系统的事件（只有编号和金额）',
    purpose: '不丢通知、可重投',
    kept: { days: 30 },
    atErasure: 'removed',
    why: '已经送出的，请对方系统一并删除',
  },
  orders: {
    what: '订单、收货信息、留言',
    purpose: trade,
    kept: 'forever',
    sealed: true,
    atErasure: 'cleaned',
    why: books,
  },
  shippingReports: {
    what: '物流单号',
    purpose: trade,
    kept: 'forever',
    atErasure: 'cleaned',
    why: '去掉物流单号',
  },
  coupons: { what: '发过的券', purpose: trade, kept: 'forever', atErasure: 'stays', why: anonymous },
  attributions: {
    what: '订单归因',
    purpose: '统计',
    kept: 'forever',
    atErasure: 'stays',
    why: anonymous,
  },
  paymentDifferences: {
    what: '对账差异',
    purpose: trade,
    kept: 'forever',
    atErasure: 'stays',
    why: anonymous,
  },
  customerViews: {
    what: '成员存下的筛选，可能写着搜过的人',
    purpose: '找客户',
    kept: 'forever',
    atErasure: 'cleaned',
    why: '搜过的内容换成「（已删除）」',
  },
  drafts: {
    what: '正在写的内容，可能写着某个人',
    purpose: '编辑',
    kept: 'forever',
    atErasure: 'cleaned',
    why: '写着的编号、手机号换成「（已删除）」',
  },
  draftCopies: {
    what: '没来得及存的内容',
    purpose: '编辑',
    kept: 'forever',
    atErasure: 'cleaned',
    why: '写着的编号、手机号换成「（已删除）」',
  },
  simulations: { what: '预演结果里的例子', purpose: '预演', kept: { days: 30 }, atErasure: 'removed' },
  erasures: {
    what: '谁在什么时候删除了哪个编号',
    purpose: '证明已经删除',
    kept: 'forever',
    sealed: true,
    atErasure: 'stays',
    why: '查找用的资料在删完时一并清掉，只留编号、时间和理由',
  },
  forgotten: {
    what: '拒收的不可逆指纹',
    purpose: '再次导入时仍然不打扰',
    kept: 'forever',
    atErasure: 'stays',
    why: '只有再次被告知同一个号码时才对得上',
  },
  auditLog: {
    what: '成员对哪个客户编号做了什么',
    purpose: '内部监督',
    kept: 'forever',
    atErasure: 'stays',
    why: anonymous,
  },
}
