import { expect, it } from 'vitest'
import { judgeReports } from './daily-report.ts'

const words = [
  '【周报】12月28日–1月3日 全公司',
  '触发 12 人次（前一周 9），走完 80%',
  '发出 1,030 条，点击 3；短信没有失败',
  '订单 3 笔，营收 ¥1,116.00（前一周 ¥0.00）',
].join('\n')
const page = { entered: 12, sent: 1030, orders: 3, fen: 111_600, openHours: 0 }

it('a report whose figures are the page’s is as it has to be', () => {
  expect(judgeReports([{ of: '周报 wangfang', words, page }]).faults).toEqual([])
})

it.each([
  ['a figure that differs', words, { ...page, fen: 111_500 }, '日报 · 周报 wangfang · fen: 111500, 111600'],
  [
    'a figure that is not said',
    words.replace('触发 12 人次', ''),
    page,
    '日报 · 周报 wangfang · entered: 12, 0',
  ],
  ['a report that never came', null, page, '日报 · 周报 wangfang: 1, 0'],
])('notices %s', (_, told, shown, fault) => {
  expect(judgeReports([{ of: '周报 wangfang', words: told, page: shown }]).faults).toContain(fault)
})

it('reports that all say nothing prove nothing', () => {
  const nothing = { entered: 0, sent: 0, orders: 0, fen: 0, openHours: 0 }
  const silent = { of: '日报 chenjing', words: '【日报】1月3日 西湖店', page: nothing }
  expect(judgeReports([silent]).faults).toEqual(['日报 · 有订单的: 1, 0'])
})
