import type { Command } from '../command.ts'
import { Refusal } from '../refusal.ts'

/** Has the bills of a day compared with our own orders again; the running Kelu does it. */
export const reconcile: Command = {
  usage: 'reconcile <date>',
  summary:
    '把某一天（如 2026-03-02）的微信支付账单与订单再核对一遍：由运行中的客旅来做（平时每天 10 点后自动做）',
  asks: true,
  async run({ args, world, confirm }) {
    const day = args[0] ?? ''
    if (!isDay(day)) throw new Refusal('day.malformed', [`${day} 不是日期，写成 2026-03-02 这样`], { day })
    const { stores } = await world()
    const known = await stores.reconciledDays.find(day)
    const before = known?.totals
      ? `上次核对：收款 ${known.totals.paid} 笔，退款 ${known.totals.refunds} 笔，差异 ${known.totals.differences} 条`
      : '这一天还没有核对过'
    await confirm({
      lines: [`再核对 ${day} 的账单。${before}`],
      json: { day, totals: known?.totals ?? null },
    })
    await stores.reconciledDays.want(day)
    const running = (await stores.processes.living()).some(({ role }) => role !== 'web')
    return {
      lines: [
        running ? `${day} 已排上，运行中的客旅马上核对` : `${day} 已排上，客旅启动后核对（现在没有在运行的）`,
        '结果见页面“对账”',
      ],
      json: { day, running },
    }
  },
}

function isDay(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`)
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}
