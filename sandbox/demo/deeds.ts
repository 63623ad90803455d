import type { RoleDeed, Script } from './role.ts'

// What people of the cast do, as the roles put it together.

export const scan = ({ person, staff, at }: Script, day: number, time: string, state?: string): RoleDeed => ({
  at: at(day, time),
  what: `${person.nickname} 扫码添加 ${staff}`,
  perform: (sandbox) =>
    sandbox.scanAndAdd({ person: person.name, staff, addWay: 1, ...(state !== undefined && { state }) }),
})

/** Scans a code that was made on the page; WeCom picks who gets the friend. */
export const scanCode = ({ person, at }: Script, day: number, time: string, state: string): RoleDeed => ({
  at: at(day, time),
  what: `${person.nickname} 扫活码 ${state}`,
  async perform(sandbox) {
    const way = (await sandbox.contactWays()).find((one) => one.state === state)
    if (way === undefined) throw new Error(`no code ${state} in WeCom`)
    await sandbox.scanContactWay({ person: person.name, configId: way.configId })
  },
})

export const lead = (
  { person, at }: Script,
  day: number,
  time: string,
  options: {
    id?: string
    loggedIn?: boolean
    sourceChannel?: string
    marketing?: boolean
    form?: string
  } = {},
): RoleDeed => ({
  at: at(day, time),
  what: `${person.nickname} 提交表单`,
  perform: (sandbox) =>
    sandbox.submitLead({
      person: person.name,
      id: options.id ?? `lead-${person.name}`,
      form: options.form ?? 'whitepaper',
      sourceChannel: options.sourceChannel ?? '公众号文章',
      consentSms: options.marketing ?? true,
      consentEmail: options.marketing ?? true,
      ...(options.loggedIn && { loggedIn: true }),
    }),
})

export const open = ({ person, at }: Script, day: number, time: string): RoleDeed => ({
  at: at(day, time),
  what: `${person.nickname} 打开小程序`,
  perform: async (sandbox) => {
    await sandbox.openMiniprogram({ person: person.name })
  },
})

/** Joins the members in the mini-program: with consent to advertising, and nothing that was asked for. */
export const join = (script: Script, day: number, time: string, sourceChannel = '门店'): RoleDeed[] => [
  open(script, day, time),
  lead(script, day, time, { form: 'member-card', sourceChannel, loggedIn: true }),
]

/** Becomes a friend, enters the mini-program 20 minutes later, and fills the cart: enough to call a salesperson. */
export const looksAround = (script: Script, day: number, time: string): RoleDeed[] => {
  const { person, at } = script
  const filled = minutesAfter(time, 25)
  return [
    scan(script, day, time),
    open(script, day, minutesAfter(time, 20)),
    {
      at: at(day, filled),
      what: `${person.nickname} 加购两件商品`,
      perform: (sandbox) =>
        sandbox.mpEvents({
          person: person.name,
          events: ['product.viewed', 'cart.added', 'product.viewed', 'cart.added'].map((name, i) => ({
            id: `eager-${i}`,
            name,
            at: at(day, filled).toISOString(),
            props: { productId: `p${i}` },
          })),
        }),
    },
  ]
}

const words = {
  created: '下单',
  paid: '下单付款',
  shipped: '的订单发货',
  delivered: '的包裹签收',
} as const

/** What the shop tells of one order of theirs; heard of at that time, unless it is history told on day 0. */
export const order = (
  { person, at }: Script,
  what: keyof typeof words,
  day: number,
  time: string,
  more: { orderId?: string; amountFen?: number; productName?: string; traits?: Record<string, string> } = {},
): RoleDeed => {
  const { orderId = 'first', amountFen = 29_900, productName = '保湿精华', traits } = more
  return {
    at: at(Math.max(day, 0), time),
    what: `${person.nickname} ${words[what]}`,
    perform: (sandbox) =>
      sandbox.shopEvent({
        id: `${what}-${orderId}-${person.name}`,
        type: `order.${what}`,
        person: person.name,
        orderId: `order-${orderId}-${person.name}`,
        amountFen,
        productName,
        at: at(day, time).toISOString(),
        ...(traits && { traits }),
      }),
  }
}

/** A first order, which ships the next day and arrives two days later. */
export const buy = (script: Script, day: number, time: string, amountFen?: number): RoleDeed[] => [
  order(script, 'paid', day, time, { amountFen }),
  order(script, 'shipped', day + 1, time, { amountFen }),
  order(script, 'delivered', day + 3, time, { amountFen }),
]

/** Uses the coupon the other shop gave them at the till of 西湖店, which locks it while they pay. */
export const redeemInStore = ({ person, at }: Script, day: number, time: string): RoleDeed => ({
  at: at(day, time),
  what: `${person.nickname} 到店用券`,
  async perform(sandbox) {
    const [given] = await sandbox.deliveries({ kind: 'coupon', receiver: person.unionid })
    const use = {
      person: person.name,
      code: String(given?.content.code),
      orderId: `till-${person.name}`,
    }
    await sandbox.useShopCoupon({ ...use, id: `locked-${person.name}`, step: 'lock' })
    const by = { storeId: 'XH01', staffId: 'lilei' }
    await sandbox.useShopCoupon({ ...use, ...by, id: `redeemed-${person.name}`, step: 'redeem' })
  },
})

/** Follows the link of what their salesperson sent them into the mini-program, which tells that it was them. */
export const followGroupSend = (
  { person, at }: Script,
  day: number,
  time: string,
  what: string,
): RoleDeed => ({
  at: at(day, time),
  what: `${person.nickname} 点开${what}`,
  async perform(sandbox) {
    const { location } = await sandbox.clickLink({ person: person.name, platform: 'wecom' })
    await sandbox.openUrlLink({ person: person.name, url: location ?? '' })
  },
})

/** Times within a working day, so that hardly two people act in the same minute. */
export const slot = (n: number, from = 9): string => minutesAfter(`${from}:00`, n * 7)

/** That many minutes after a time of day. */
export function minutesAfter(time: string, minutes: number): string {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  const sum = hour * 60 + minute + minutes
  return [Math.floor(sum / 60), sum % 60].map((part) => String(part).padStart(2, '0')).join(':')
}
