import type { TraitFindings, TraitReport } from '../../models/trait-check.ts'
import type { Command } from '../command.ts'
import { timeText } from '../time-words.ts'

const mostNamed = 10

/** Has what orders make of everybody checked now, and tells what the last check found; the running Kelu does it. */
export const traitsCheck: Command = {
  usage: 'traits check',
  summary:
    '现在就把每位客户的购买属性按订单重算一遍并核对：由运行中的客旅来做（平时每天 3:30 自动做），同时说出上一次的结果',
  async run({ world }) {
    const { stores, askForTraitCheck, clock } = await world()
    const isAsked = await askForTraitCheck()
    const { running } = await stores.traitChecks.known(clock.now())
    const report = await stores.traitChecks.lastReport()
    const isRunning = (await stores.processes.living()).some(({ role }) => role !== 'web')
    const who = isRunning ? '运行中的客旅马上开始' : '客旅启动后开始（现在没有在运行的）'
    return {
      lines: [
        isAsked ? `已排上核对，${who}` : `正在核对，已看 ${running?.checked ?? 0} 人`,
        ...traitReportLines(report),
      ],
      json: { asked: isAsked, running: isRunning, report },
    }
  },
}

/** What the last check of traits found, in lines. */
export function traitReportLines(report: TraitReport | null): string[] {
  if (report === null) return ['属性核对：还没有做过']
  return [
    `属性核对：${timeText(report.at)} 按订单重算 ${report.checked} 人，${differingText(report)}`,
    ...report.differences
      .slice(0, mostNamed)
      .map(({ customerId, fields }) => `  ${customerId}  ${fields.join('、')}`),
  ]
}

const differingText = ({ differing }: TraitFindings): string =>
  differing === 0 ? '全部一致' : `${differing} 人不一致，已改正`
