import type { RecountReport } from '../../models/recounts.ts'
import type { Command } from '../command.ts'
import { timeText } from '../time-words.ts'

const mostNamed = 10

/** Has the figures of all hours counted anew now, and tells what the last recount found; the running Kelu does it. */
export const recount: Command = {
  usage: 'recount',
  summary:
    '现在就把每小时的统计按原始记录重数一遍并核对：由运行中的客旅来做（平时每天 4:30 自动做），同时说出上一次的结果',
  async run({ world }) {
    const { stores, askForRecount, clock } = await world()
    const isAsked = await askForRecount()
    const { running } = await stores.recounts.known(clock.now())
    const report = await stores.recounts.lastReport()
    const isRunning = (await stores.processes.living()).some(({ role }) => role !== 'web')
    const who = isRunning ? '运行中的客旅马上开始' : '客旅启动后开始（现在没有在运行的）'
    return {
      lines: [
        isAsked ? `已排上重数，${who}` : `正在重数，已数 ${running?.checked ?? 0} 个小时的各类记录`,
        ...recountLines(report),
      ],
      json: { asked: isAsked, running: isRunning, report },
    }
  },
}

/** What the last recount found, in lines. */
function recountLines(report: RecountReport | null): string[] {
  if (report === null) return ['统计重数：还没有做过']
  const { at, checked, differing, differences } = report
  const found = differing === 0 ? '全部一致' : `${differing} 处不一致，已安排改正`
  return [
    `统计重数：${timeText(at)} 按原始记录重数 ${checked} 处（每小时每类记录算一处），${found}`,
    ...differences
      .slice(0, mostNamed)
      .map(({ hour, source, metrics }) => `  ${timeText(hour)}  ${source}  ${metrics.join('、')}`),
  ]
}
