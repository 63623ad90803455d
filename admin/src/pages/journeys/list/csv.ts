import { fullMoment } from '../../../design/times.ts'
import { type Row, reachedRate, shownState } from './rows.ts'

/** So that Excel on a Chinese Windows reads it as UTF-8. */
const mark = '\uFEFF'

const stateWords = {
  running: '运行中',
  pilot: '灰度',
  paused: '已暂停',
  draft: '草稿',
  stopped: '停止进入',
  ended: '已结束',
} as const

const columns: [title: string, cell: (row: Row) => string | number | null][] = [
  ['流程', ({ name }) => name],
  ['状态', (row) => `${stateWords[shownState(row)]}${row.pilot?.share ? ` ${row.pilot.share}%` : ''}`],
  ['触发条件', ({ trigger }) => trigger],
  ['动作', ({ actions }) => actions.join('\n')],
  ['判断节点', ({ branches }) => branches.join('\n')],
  ['目标', ({ goal }) => goal],
  ['负责人', ({ owner }) => owner],
  ['版本', ({ number }) => number],
  ['配置时间', ({ configuredAt }) => fullMoment(new Date(configuredAt))],
  ['配置人', ({ configuredBy }) => configuredBy],
  ['首次发布', ({ since }) => since && fullMoment(new Date(since))],
  ['流程内（人）', ({ figures }) => figures?.inside ?? null],
  ['30 天进入（人）', ({ figures }) => figures?.entered ?? null],
  ['目标达成（人）', ({ figures }) => figures?.reached ?? null],
  ['目标达成率', reachedRate],
  ['测试结果', ({ test }) => test.words],
]

/** 自动化流程配置表 as Excel opens it: marked, quoted, with its line ends. */
export function tableAsCsv(rows: readonly Row[]): string {
  const lines = [columns.map(([title]) => title), ...rows.map((row) => columns.map(([, cell]) => cell(row)))]
  return (
    mark +
    lines
      .map((cells) => cells.map(quoted).join(','))
      .join('\r\n')
      .concat('\r\n')
  )
}

function quoted(cell: string | number | null): string {
  if (cell === null) return '""'
  // What begins like a formula would be one.
  const text = typeof cell === 'string' && /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : String(cell)
  return `"${text.replaceAll('"', '""')}"`
}
