import type { RoleDeed, Script } from './role.ts'

// What people of the cast do, as the roles put it together.

export const scan = ({ person, staff, at }: Script, day: number, time: string, state?: string): RoleDeed => ({
  at: at(day, time),
  what: `${person.nickname} 扫码添加 ${staff}`,
  perform: (sandbox) =>
    sandbox.scanAndAdd({ person: person.name, staff, addWay: 1, ...(state !== undefined && { state }) }),
})

export const lead = (
  { person, at }: Script,
  day: number,
  time: string,
  options: { loggedIn?: boolean; sourceChannel?: string; marketing?: boolean } = {},
): RoleDeed => ({
  at: at(day, time),
  what: `${person.nickname} 提交表单`,
  perform: (sandbox) =>
    sandbox.submitLead({
      person: person.name,
      id: `lead-${person.name}`,
      form: 'whitepaper',
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

export const buy = ({ person, at }: Script, day: number, time: string): RoleDeed => ({
  at: at(day, time),
  what: `${person.nickname} 下单付款`,
  perform: (sandbox) =>
    sandbox.shopEvent({
      id: `paid-${person.name}`,
      type: 'order.paid',
      person: person.name,
      orderId: `order-${person.name}`,
      amountFen: 29_900,
      productName: '保湿精华',
      at: at(day, time).toISOString(),
    }),
})

/** Times within a working day, so that hardly two people act in the same minute. */
export const slot = (n: number, from = 9): string =>
  `${String(from + Math.floor((n * 7) / 60)).padStart(2, '0')}:${String((n * 7) % 60).padStart(2, '0')}`
