import type { Report } from './report.ts'
import type { Teller } from './story.ts'
import { channelName, endInWords, type Names, noticeName, reasonInWords, stateInWords } from './words.ts'

/** Says how the forty days ended. */
export function tellReport(
  { say }: Pick<Teller, 'say'>,
  names: Names,
  report: Report,
  run: { jumps: number; seconds: number },
): void {
  say(`\n══ 四十天之后（实际用时 ${run.seconds.toFixed(0)} 秒，时钟跳转 ${run.jumps} 次）══`)
  say(`客户 ${report.customers} 位，好友回调 ${report.callbacks} 次`)
  for (const [channel, states] of Object.entries(report.touches)) {
    say(`${channelName(channel)}：${pairs(states, stateInWords)}`)
  }
  say(`换渠道 ${report.fallbacks} 次；未发送：${pairs(report.skips, reasonInWords) || '无'}`)
  for (const [journey, ends] of Object.entries(report.runs)) {
    say(`旅程「${names.journey(journey)}」：${pairs(ends, endInWords)}`)
  }
  say(`跟进任务：${pairs(report.tasks, stateInWords)}`)
  for (const [kind, states] of Object.entries(report.notices)) {
    say(`通知销售 · ${noticeName(kind)}：${pairs(states, stateInWords)}`)
  }
  say(moneyInWords(report.money))
  for (const line of report.scenes) say(line)
  say(`重复 ${report.duplicates}，丢失 ${report.lost}，卡住 ${report.stuck}`)
  say(
    report.ok ? '与演员表完全一致。' : `与演员表不一致（应有，实际）：\n  ${report.differences.join('\n  ')}`,
  )
}

function moneyInWords({ paidFen, refundedFen, daysCompared, openDifferences }: Report['money']): string {
  const yuan = (fen: number): string => `¥${(fen / 100).toFixed(2)}`
  const bills = `与微信支付对账 ${daysCompared} 天，差异 ${openDifferences} 笔`
  return `小程序商城：收款 ${yuan(paidFen)}，退款 ${yuan(refundedFen)}；${bills}`
}

function pairs(counts: Record<string, number>, words: (name: string) => string): string {
  return Object.entries(counts)
    .map(([name, count]) => `${words(name)} ${count}`)
    .join('，')
}
