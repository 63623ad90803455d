import type { PushForgery } from './wechat/push-forgeries.ts'
import type { Forgery } from './wechatpay/forgeries.ts'
import type { Movement, RefundFate, RefundStatus, TradeState } from './wechatpay/state.ts'
import type { PageConfig } from './wecom/api/js-tickets.ts'
import type { GroupSendHabit, GroupSendRule } from './wecom/group-sends.ts'
import type { TicketKind } from './wecom/js-tickets.ts'

/**
 * What tests, the demo and the kill proof ask of the simulated platforms. `startSandbox` gives it in process,
 * `connectSandbox(controlUrl)` over loopback HTTP: same methods, JSON in and out, so times are ISO strings.
 *
 * Time: a sandbox started with `now` stands still there until `setClock`, and what is due happens only in `runDue`.
 * Started without, it follows the machine's clock and does what is due by itself, until the first `setClock`.
 */

/** A human being outside Kelu; the platforms know different ids of the same one. */
export interface Person {
  /** Name of the person in the cast, unique. */
  name: string
  nickname: string
  unionid: string
  openid: string
  externalUserid: string
  /** E.164 */
  phone: string
  email: string
  /** Of somebody of another company who uses WeCom: they have no unionid. */
  company?: string
}

export interface StaffMember {
  userid: string
  name: string
  /** Not activated or out of the app's range: messages to them are refused. */
  reachable: boolean
  /** `missing`: never proved their real name, so no contact way may lead to them. */
  realName?: 'missing'
  /** `missing`: no interoperability licence, so no contact way may lead to them and their customers are not told (701008). */
  licence?: 'missing'
  /** Ids, the main one first; absent = the root (1). */
  departments?: number[]
  /** Ids of departments they lead. */
  leads?: number[]
  /** The app may not see them: 60011. */
  outOfRange?: true
}

/** A corp as it was before anybody looked: sizes, all else follows from them. */
export interface CorpSize {
  staff: number
  /** Departments below two regions, `门店1` and so on; the first of each is its lead. */
  stores: number
  friends: number
  /** Groups of five corp tags each; a friend has one of each group. */
  tagGroups?: number
  /** Each nth friend is also the friend of a second member. */
  sharedEvery?: number
  /** Each nth friend uses WeCom in another company. */
  companyEvery?: number
  /** Each nth friend's numbers were noted by the member. */
  mobileEvery?: number
}

export type Platform = 'wecom' | 'wechat' | 'wechatpay' | 'aliyun' | 'tencent' | 'smtp' | 'shop'

export interface Fault {
  platform: Platform
  /** Path or action it strikes, e.g. `/cgi-bin/message/send`, `SendSms`, `RCPT`; `*` = all. */
  api: string
  /** timeoutAfterActing = does it, then never answers; unsigned, wrongSignature = does it, and its answer cannot be believed. */
  kind:
    | 'timeoutAfterActing'
    | 'timeoutBeforeActing'
    | 'serverError'
    | 'expiredToken'
    | 'rateLimited'
    | 'errcode'
    | 'connectionReset'
    | 'unsigned'
    | 'wrongSignature'
  /** For `errcode`: the code the platform answers with. */
  code?: number | string
  /** How many calls it strikes; absent = until cleared. */
  times?: number
  /** Only calls about this receiver (userid, openid, phone, e-mail, welcome code, external_userid). */
  receiver?: string
}

/** Whose way of writing a bounce has: a relay's, or a mail host's own. QQ's postmaster writes words, no status. */
export type MailHostKind = 'postfix' | 'gmail' | 'exchange' | 'netease' | 'qq'

/** What a host sends back, later, of a mail it took for a mailbox. */
export interface MailReturnOrder {
  says: 'noSuchMailbox' | 'mailboxFull' | 'spam' | 'delayed' | 'complaint'
  /** Absent = `postfix`; a complaint is written in one way. */
  by?: MailHostKind
  /** By the platforms' clock; absent = a minute. */
  afterMs?: number
  /** So many reports of each mail, a minute apart, each a mail of its own; absent = one. */
  times?: number
  /** The report lacks what it should say. */
  broken?: true
  /** Where it goes; absent = to the envelope sender of the mail. */
  to?: string
}

/** A report as it was sent, and the last reply to it: 250, a refusal, 0 = nobody answered. */
export interface ReturnedReport {
  to: string
  recipient: string
  says: MailReturnOrder['says']
  tries: number
  reply: number
}

/** One thing a platform was asked to deliver to somebody, as the receiver saw it. */
export interface Delivery {
  platform: Platform
  /** welcome, groupSend, kf, card, cardUpdate, staffText, subscription, sms, email, coupon */
  kind: string
  receiver: string
  at: string
  /** Our own reference where the platform takes one (OutId, task_id, Message-ID). */
  ref?: string
  /** What was delivered: text, template and values, card. */
  content: Record<string, unknown>
}

/** One callback or webhook the sandbox delivered to Kelu, and whether Kelu ever acknowledged it. */
export interface Callback {
  id: string
  kind: string
  /** Ids that tell this event apart. */
  about: Record<string, string>
  tries: number
  acknowledged: boolean
  /** When Kelu acknowledged it first; absent while it has not. */
  acknowledgedAt?: string
  at: string
}

/** An account of 微信客服. */
export interface KfAccount {
  openKfid: string
  name: string
  /** `no`: the application was not given it. */
  granted?: 'no'
}

/** What is not approved cannot be used. */
export type SmsApproval = 'waiting' | 'refused'

export interface SmsTemplate {
  text: string
  type: 'notification' | 'marketing' | 'code'
  approval?: SmsApproval
}

export interface SandboxSettings {
  corpId: string
  agentId: number
  wecomSecret: string
  callbackToken: string
  callbackAesKey: string
  /** 微信客服 accounts of the corp, the first of which customers write to unless they name one. */
  kfAccounts: KfAccount[]
  /** `forbidden`: the application is not among those that may call 微信客服. */
  wecomKf?: 'forbidden'
  /** What the ids of customers begin with there; absent = they are those of 客户联系. */
  kfIdPrefix?: string
  mpAppId: string
  mpAppSecret: string
  /** Secrets of other mini-programs of the company, by AppID. Tokens, codes, users and templates of one are refused by another. */
  mpBrands?: Record<string, { secret: string; subscriptionTemplates: Record<string, string[]> }>
  /** 原始 ID of the mini-program. */
  mpOriginalId: string
  /** Message push of the mini-program, as its console has it; off unless a test switches it on. */
  mpPush: { token: string; aesKey: string; mode: 'off' | 'plain' | 'secure'; format: 'json' | 'xml' }
  /** Merchant number; its keys are made at start, `wechatpayKeys()` tells them. */
  wxpayMchid: string
  aliyunKeyId: string
  aliyunKeySecret: string
  aliyunSignName: string
  aliyunCallbackSecret: string
  /** Approved signatures of that account beside its own. */
  aliyunBrandSigns?: string[]
  tencentSecretId: string
  tencentSecretKey: string
  tencentSdkAppId: string
  /** Signatures of the Tencent account and how they stand. */
  tencentSigns: Record<string, SmsApproval | 'approved'>
  tencentCallbackSecret: string
  /** Approved templates of the Tencent account: number → text with {1}, {2} … and its type. */
  tencentTemplates: Record<string, SmsTemplate>
  shopHookSecret: string
  shopApiSecret: string
  /** Coupon batches the shop has: how many, how many a buyer, for how long. */
  shopCoupons: Record<string, { quantity: number; perBuyer: number; days: number }>
  /** Approved templates the SMS gateway knows: code → text with ${variables} and its type. */
  smsTemplates: Record<string, SmsTemplate>
  /** How the signature stands; absent = approved. */
  smsSignature?: SmsApproval
  /** How many group-sends a customer may get, as the corp set it; absent = as many a month as it has days. */
  wecomGroupSendRule?: GroupSendRule
  /** `unbound`: the corp has no Open Platform account, so nobody's unionid is told. */
  wecomOpenPlatform?: 'unbound'
  /** Subscription templates the mini-program has: id → its keys, type + digits, e.g. ['thing1', 'time2']. */
  subscriptionTemplates: Record<string, string[]>
  /** Released pages of the mini-program; absent = every path under `pages/`. */
  mpPages?: string[]
  /** Words that content of the mini-program may not hold. */
  mpSensitiveWords?: string[]
  /** `banned`: WeChat took the right to send messages from the mini-program. */
  mpMessaging?: 'banned'
  /** Limits a test wants lower (to reach them) or higher (to measure) than the platforms have them. */
  limits?: Partial<SandboxLimits>
}

/** What the platforms allow; defaults and sources in limits.ts. */
export interface SandboxLimits {
  wecomPerApiMinute: number
  wecomPerApiHour: number
  /** All APIs together, from one address. */
  wecomPerAddressMinute: number
  wecomPerAddressHour: number
  /** Calls of one API at the same moment. */
  wecomAtOnce: number
  /** App messages a day: this times 200 person-times. */
  wecomAccountLimit: number
  wecomMemberPerMinute: number
  wecomMemberPerHour: number
  /** Tickets for the JS-SDK, of the corp and of the application. */
  wecomCorpTicketsPerHour: number
  wecomAppTicketsPerHour: number
  wecomTagsPerPair: number
  wecomCorpTags: number
  /** Customers of one member; the account's own figure. */
  wecomCustomersPerMember: number
  /** In one page of transfer_result. */
  wecomTransfersPerPage: number
  /** Followers in one page of externalcontact/get. */
  wecomFollowersPerPage: number
  /** 「联系我」 ways of a corp. */
  wecomContactWays: number
  wecomWrongSecretsBeforeBan: number
  /** Lines in one page of kf/sync_msg. */
  kfSyncPage: number
  /** Calls of kf/sync_msg without a token, of one account in any minute. */
  kfSyncsWithoutToken: number
  mpLoginsPerUserMinute: number
  mpStableTokensPerMinute: number
  mpStableTokensPerDay: number
  mpTokensPerDay: number
  mpSendsPerDay: number
  mpLinksPerDay: number
  aliyunCallsPerSecond: number
  /** Thresholds the account set itself: messages in a calendar day and month. */
  aliyunMessagesPerDay: number
  aliyunMessagesPerMonth: number
  tencentCallsPerSecond: number
  /** The account's own rule for one phone in a clock hour. */
  tencentPerPhoneHour: number
  tencentPerPhoneDay: number
  smtpMailBytes: number
  /** Real time Kelu has to answer a callback, and the echo when its URL is saved. */
  callbackAnswerMs: number
  callbackEchoMs: number
  /** Real time a welcome, a tag change or a subscription message is under way, so that a parallel one meets it. */
  busyMs: number
}

export interface Sandbox {
  readonly urls: {
    wecom: string
    wechat: string
    wechatpay: string
    aliyun: string
    tencent: string
    smtpHost: string
    shop: string
    smtpPort: number
    control: string
  }
  readonly settings: SandboxSettings
  close(): Promise<void>

  /** Where Kelu listens: callbacks and mini-program calls go there. */
  setTarget(baseUrl: string): Promise<void>
  /** The platforms' clock; expiries, windows, receipts and retries follow it. */
  setClock(now: string): Promise<void>
  /** The same, and time goes on from there at real speed. */
  startClock(now: string): Promise<void>
  /** Performs everything that is due at the clock: receipts, callback retries. */
  runDue(): Promise<void>
  /** Nothing in flight; the earliest thing still to come. */
  idle(): Promise<{ idle: boolean; nextDueAt: string | null }>

  // People
  addPerson(person: Person): Promise<void>
  addStaff(member: StaffMember): Promise<void>
  addDepartment(department: { id: number; name: string; parent: number }): Promise<void>
  /** A whole corp that was there before: nobody is told of any of it. Friends are called `友1` and so on, members `staff1`. */
  populate(size: CorpSize): Promise<void>
  /** WeCom corp tag names on a pair of staff and customer, as the platform holds them. */
  wecomTags(staff: string, person: string): Promise<string[]>
  /** What contact ways there are and to whom they lead, in the order they were made. */
  contactWays(): Promise<
    { configId: string; state: string; users: string[]; qrCode: string; remark: string }[]
  >
  /** What a member proves or is given: until then no contact way may lead to them. */
  setStaffPapers(
    userid: string,
    papers: { realName?: 'missing' | 'proven'; licence?: 'missing' | 'held' },
  ): Promise<void>

  // What people do
  scanAndAdd(input: { person: string; staff: string; state?: string; addWay?: number }): Promise<void>
  /** Scans the code of a contact way; WeCom picks the member, `staff` tells whom. @throws Error for a code that is gone */
  scanContactWay(input: { person: string; configId: string }): Promise<{ staff: string }>
  removeStaff(input: { person: string; staff: string }): Promise<void>
  removeCustomer(input: { person: string; staff: string }): Promise<void>
  /** Opens the mini-program: wx.login, POST login. Keeps the session for the calls below. */
  openMiniprogram(input: { person: string; scene?: number; path?: string }): Promise<{ token: string }>
  /** Presses the button that gives the phone number: the code the front end gets, one use, 5 minutes. */
  pressPhoneButton(person: string, appid?: string): Promise<string>
  /** wx.login: the code the front end gets, one use, 5 minutes. */
  wxLogin(person: string, appid?: string): Promise<string>
  /** Opens what a tracked link led to: a URL Link of the mini-program, by which it is launched. @throws Error of one that is over */
  openUrlLink(input: { person: string; url: string }): Promise<{ path: string }>
  mpEvents(input: {
    person: string
    events: { id: string; name: string; at: string; props?: Record<string, unknown> }[]
  }): Promise<void>
  submitLead(input: {
    person: string
    form: string
    loggedIn?: boolean
    sourceChannel?: string
    consentSms?: boolean
    consentEmail?: boolean
    id: string
  }): Promise<void>
  answerSubscription(input: {
    person: string
    id: string
    results: Record<string, 'accept' | 'reject'>
  }): Promise<void>
  /** What the person answers to wx.requestSubscribeMessage; WeChat alone hears of it. */
  answerTemplates(input: {
    person: string
    results: Record<string, 'accept' | 'reject'>
    /** Of the mini-program it is asked in; absent = the first one. */
    appid?: string
  }): Promise<void>
  /** The person turns a template off in the mini-program's settings: credits they gave no longer help. */
  switchOffSubscription(input: { person: string; templateId: string }): Promise<void>
  /** The buyer confirms on the phone that the goods have come. */
  confirmReceipt(input: { transactionId: string }): Promise<void>
  /** How a payment stands in trade management; null before anything was asked of it. */
  trade(transactionId: string): Promise<{
    state: number
    shippings: { logisticsType: number; uploadTime: string; parcels: Record<string, unknown>[] }[]
  } | null>
  /** Sends a push of this message that must not be believed; gives the status Kelu answered with. */
  forgePush(input: { person: string; event: Record<string, unknown>; as: PushForgery }): Promise<number>
  /** From now on subscription messages to the person are accepted and do not arrive; null = they do. */
  setSubscriptionFate(input: { person: string; errorCode: string | null }): Promise<void>
  answerPopup(input: { person: string; touchId: string; answer: 'click' | 'dismiss' }): Promise<void>
  pullPopups(input: { person: string }): Promise<{ touchId: string; title: string; body: string }[]>
  /** Follows the newest tracked link this person received on that platform. */
  clickLink(input: {
    person: string
    platform: Platform
  }): Promise<{ status: number; location: string | null }>
  openEmail(input: { person: string }): Promise<void>
  unsubscribeByEmail(input: { person: string }): Promise<void>
  replySms(input: { person: string; content: string }): Promise<void>
  /** The person pays what wx.requestPayment was given; `couponFen` of it by WeChat's own coupons. */
  pay(input: { person: string; prepayId: string; couponFen?: number }): Promise<Payment>
  /** The same by wx.requestPayment, which looks at the signature before the cashier opens. */
  requestPayment(input: { person: string; parameters: CashierCall; couponFen?: number }): Promise<Payment>
  /** The payer has the password before them: until they paid or left, the order cannot be closed. */
  typePassword(input: { prepayId: string; typing: boolean }): Promise<void>
  /** Orders in the mini-program and pays at once, with the best coupon they hold where one is to be used. */
  buyInMiniprogram(input: {
    person: string
    clientKey: string
    lines: { skuId: string; quantity: number }[]
    coupon?: 'best'
  }): Promise<{ no: string; totalFen: number }>
  sayReceived(input: { person: string; no: string }): Promise<void>
  /** Asks for all that is left of it, or for so much. */
  askMoneyBack(input: {
    person: string
    no: string
    reason: string
    fen?: number
  }): Promise<{ refundNo: string }>
  shopEvent(input: ShopEventInput): Promise<void>
  /** An order at the shop does something with a coupon the shop gave, and the shop tells. Throws where its own books forbid it. */
  useShopCoupon(input: ShopCouponUse): Promise<void>
  /** The staff member presses a button of a card they received. */
  pressCard(input: { staff: string; cardId: string; key: string }): Promise<void>
  /** The staff member edits the customer in the WeCom client: remark, numbers and corp tags by name. */
  editCustomer(input: {
    person: string
    staff: string
    remark?: string
    mobiles?: string[]
    addTags?: string[]
    removeTags?: string[]
  }): Promise<void>
  /** The administrator changes tags and their groups in WeCom's console. */
  changeTagsInConsole(act: ConsoleTagAct): Promise<void>
  /** The tags of each group in their order. */
  wecomTagGroups(): Promise<{ name: string; tags: string[] }[]>
  /** The two exchange a first message: a welcome is no longer possible (41051). */
  chat(input: { person: string; staff: string }): Promise<void>
  /** The customer writes to 微信客服: a text unless it is of another kind (image, voice …). Tells the id of the message. */
  writeToKf(input: {
    person: string
    text?: string
    kind?: string
    openKfid?: string
  }): Promise<{ msgid: string }>
  /** The customer opens the chat of 微信客服 and writes nothing. */
  enterKf(input: { person: string; openKfid?: string }): Promise<void>
  /** A member takes the conversation: the API may no longer send. */
  pickUpKf(input: { person: string; staff: string; openKfid?: string }): Promise<void>
  /** The member answers. */
  answerInKf(input: { person: string; text: string; openKfid?: string }): Promise<void>
  /** The session is ended. */
  endKf(input: { person: string; openKfid?: string }): Promise<void>
  /** From now on messages to the person are accepted and fail a second later with this type; null = they arrive. */
  setKfFate(input: { person: string; failType: number | null }): Promise<void>
  /** What a member is asked to send and has not sent yet, the oldest first. */
  groupSendsOf(staff: string): Promise<{ msgid: string; text: string; people: string[] }[]>
  /** The member sends what they were asked to: to everybody, or to those they pick by external_userid. */
  confirmGroupSend(input: { staff: string; msgid: string; people?: string[] }): Promise<void>
  /** From now on the member does this with every new one; null = nothing until a test says so. */
  setGroupSendHabit(input: { staff: string; habit: GroupSendHabit | null }): Promise<void>
  /** The member sends something to customers of their own by the helper of the client. */
  sendOwnGroupMessage(input: { staff: string; people: string[]; text: string }): Promise<{ msgid: string }>
  /** The code WeCom appends to the redirect after the staff member's OAuth log-in: one use, 5 minutes. */
  staffLoginCode(userid: string): Promise<string>
  /** What the WeCom client answers a page of Kelu that asks to use the JS-SDK: `ok` or why not. */
  openPageInClient(page: PageConfig): Promise<string>
  /** The ticket ends now, before its time. */
  endTicket(kind: TicketKind): Promise<void>
  /** The administrator saves the callback URL of an app: GET with echostr; true when Kelu answered rightly. */
  saveCallbackUrl(app: 'customer' | 'agent'): Promise<boolean>

  // What the administrator does in the console; each tells Kelu
  /** Other departments, name or leadership; of those left out nothing changes. */
  changeStaff(input: {
    userid: string
    name?: string
    departments?: number[]
    leads?: number[]
  }): Promise<void>
  /** Another userid: the same member. */
  renameStaff(input: { userid: string; to: string }): Promise<void>
  /** They leave the company; their customers wait for somebody to take them over. */
  staffLeaves(userid: string): Promise<void>
  /** The customer does not want the member who is to take them over. */
  refuseTransfer(person: string): Promise<void>
  /** What they were told of taking overs, the oldest first. */
  transferMessages(person: string): Promise<string[]>
  /** A customer group; its chat id. */
  addCustomerGroup(input: { owner: string; name: string }): Promise<string>
  groupOwner(chatId: string): Promise<string>
  changeDepartment(input: { id: number; name?: string; parent?: number }): Promise<void>
  removeDepartment(id: number): Promise<void>

  // How platforms misbehave
  addFault(fault: Fault): Promise<void>
  clearFaults(): Promise<void>
  /** Delivers the last n callbacks again, each newly encrypted, in reverse order. */
  redeliver(n: number): Promise<void>
  /** From now on first deliveries of callbacks are kept back until `releaseCallbacks`. */
  holdCallbacks(): Promise<void>
  releaseCallbacks(order: 'asHappened' | 'reversed'): Promise<void>
  setStaffReachable(userid: string, reachable: boolean): Promise<void>
  setSmsFate(phone: string, fate: 'delivered' | 'undelivered' | 'silent'): Promise<void>
  /** Segments the SMS account can still pay for. */
  setSmsBalance(segments: number): Promise<void>
  /** Sends a notice of this order's payment that must not be believed; gives the status Kelu answered with. */
  forgePaidNotice(input: { outTradeNo: string; as: Forgery }): Promise<number>
  /** From now on: what becomes of refunds, which key signs notices and how often they come, a renewed certificate. */
  setWechatpay(given: WechatpayTurns): Promise<void>
  setMailbox(email: string, fate: 'accepts' | 'unknownUser' | 'full'): Promise<void>
  /** From now on this comes back of every mail the mailbox takes; null = nothing. */
  setMailReturn(email: string, order: MailReturnOrder | null): Promise<void>
  /** Where mail for a domain goes: its MX. */
  setMailExchange(exchange: { domain: string; host: string; port: number }): Promise<void>
  /** Somebody sends this to the MX of the receiver's domain; gives the reply. */
  forgeMail(mail: { from: string; to: string; raw: string }): Promise<number>

  // What they saw
  /** Bounces and complaints that were sent, the oldest first. */
  mailReports(): Promise<ReturnedReport[]>
  deliveries(filter?: { platform?: Platform; kind?: string; receiver?: string }): Promise<Delivery[]>
  callbacks(): Promise<Callback[]>
  /** Accepted but never seen by the receiver (over 30 a minute, dead phone, blacklist); `content.reason` tells why. */
  undelivered(filter?: { platform?: Platform; kind?: string; receiver?: string }): Promise<Delivery[]>
  /** What the merchant is given on paper: certificate, private key, WeChat Pay's public key, APIv3 key. */
  wechatpayKeys(): Promise<MerchantKeys>
  wechatpayOrders(): Promise<WechatpayOrder[]>
  /** Every movement of the merchant's money, in the order it happened. */
  wechatpayMoney(): Promise<WechatpayMovement[]>
  /** Calls seen, refused ones included, by `<platform>:<api>`, e.g. `wecom:/cgi-bin/message/send`, `aliyun:SendSms`. */
  calls(): Promise<Record<string, number>>
  /** Calls the platform answered with an error, by `<platform>:<api>:<code>`. */
  refusals(): Promise<Record<string, number>>
}

/** By names; without `tag` it is about the group. */
export type ConsoleTagAct =
  | { act: 'make'; group: string; tag: string }
  | { act: 'rename'; group: string; tag?: string; to: string }
  | { act: 'remove'; group: string; tag?: string }
  /** The tags of the group, first to last. */
  | { act: 'shuffle'; group: string; tags: string[] }

/** Whether the money went, as the payer sees it. */
export type Payment = { kind: 'paid'; transactionId: string } | { kind: 'refused'; reason: string }

/** What wx.requestPayment is called with. */
export interface CashierCall {
  timeStamp: string
  nonceStr: string
  package: string
  signType: string
  paySign: string
}

export interface WechatpayTurns {
  /** `stuck`: no refund comes to an end. */
  refundFate?: RefundFate
  noticesBy?: 'publicKey' | 'platform'
  /** How often each notice comes, at the same moment; 0 = never. */
  noticeTimes?: number
  noticeDelayMs?: number
  /** The certificate that follows the first is in force, too, and signs. */
  renewed?: boolean
  /** What the account holds besides what customers paid; negative = it was paid out. */
  reserveFen?: number
}

export interface MerchantKeys {
  merchant: { certificate: string; privateKey: string }
  publicKey: { id: string; pem: string }
  apiV3Key: string
}

export interface WechatpayOrder {
  outTradeNo: string
  openid: string
  state: TradeState
  totalFen: number
  couponFen: number
  transactionId?: string
  refunds: { outRefundNo: string; refundId: string; fen: number; status: RefundStatus }[]
}

export type WechatpayMovement = Omit<Movement, 'at'> & { at: string }

/** What the shop system tells: of an order unless it says which complaint it is about. */
export type CouponStep = 'lock' | 'release' | 'redeem' | 'return'

export interface ShopCouponUse {
  /** Of the event that tells of it. */
  id: string
  person: string
  code: string
  orderId: string
  step: CouponStep
  storeId?: string
  staffId?: string
}

export interface ShopEventInput {
  id: string
  type: string
  person: string
  at: string
  orderId?: string
  /** Of a coupon. */
  code?: string
  /** Of a coupon that came back. */
  validUntil?: string
  amountFen?: number
  discountFen?: number
  freightFen?: number
  storeId?: string
  staffId?: string
  productName?: string
  /** Of the product. */
  category?: string
  refundId?: string
  complaintId?: string
  /** Of a refund, a closed order or a complaint. */
  reason?: string
  /** How a complaint ended. */
  result?: string
  traits?: Record<string, string | number | boolean | null>
  traitConsents?: Record<string, string>
}
