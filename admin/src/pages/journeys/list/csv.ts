import { type Columns, csvOf } from '../../../design/csv.ts'
import { fullMoment } from '../../../design/times.ts'
import { type Row, reachedRate, shownState } from './rows.ts'

const stateWords = {
  running: '运行中',
  pilot: '灰度',
  paused: '已暂停',
  draft: '草稿',
  stopped: '停止进入',
  ended: '已结束',
} as const

const columns: Columns<Row> = [
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

/** 自动化流程配置表. */
export const tableAsCsv = (rows: readonly Row[]): string => csvOf(columns, rows)
