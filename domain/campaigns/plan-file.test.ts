import { describe, expect, it } from 'vitest'
import type { Campaign } from '../../models/campaigns.ts'
import { readCsv, writeCsv } from '../spreadsheet/csv.ts'
import { planColumns } from './plan-columns.ts'
import { fileKinds, readPlanFile, writePlanFile } from './plan-file.ts'

const flows = [
  { id: 'wake-up', name: '沉睡会员唤醒' },
  { id: 'double-12', name: '双12、会员日预告' },
  { id: 'again-1', name: '老客' },
  { id: 'again-2', name: '老客' },
]
const kept: Campaign = {
  _id: '01KCAMPAIGN',
  rev: 3,
  name: '双12，会员"专享"',
  audience: '近 90 天没买的会员',
  goal: { kind: 'conversion', target: 5, baseline: 4.25 },
  goalNote: '=不是公式',
  channels: ['wecom', 'sms'],
  from: '2026-12-01',
  to: '2026-12-12',
  owner: '周敏',
  keyActions: '1 预热\n2 发券',
  expected: '',
  budgetFen: 500_050,
  staffMinutes: 120,
  flows: ['wake-up', 'double-12', 'long-gone'],
  createdAt: new Date(0),
  by: '周敏',
  at: new Date(0),
}
const outcome = { standing: '在走', actual: '6.2%', reached: '124%', spent: '12.00' }
const heads = [
  '编号',
  '活动名称',
  '目标类型',
  '目标值',
  '渠道',
  '开始日',
  '结束日',
  '预算（元）',
  '流程和群发',
]
const file = (...rows: string[][]) => writeCsv([heads, ...rows])
const read = (bytes: Uint8Array) => readPlanFile(bytes, { kept: [kept], flows })
const fine = [
  '',
  '春季',
  '订单数',
  '100',
  '短信、企业微信',
  '2027/3/1',
  '2027年3月31日',
  '¥1,000.5',
  '老客（again-2）',
]

describe.each(fileKinds)('a %s', (kind) => {
  it('says of a plan what it was written from: nothing would change', async () => {
    const bytes = writePlanFile(kind, [{ campaign: kept, outcome }], flows)
    const { _id, rev, createdAt, by, at, ...plan } = kept
    expect(await read(bytes)).toEqual({ rows: [{ row: 2, id: _id, rev, plan, does: 'same', changes: [] }] })
  })

  it('without campaigns is a table to fill in', async () => {
    expect(await read(writePlanFile(kind, [], flows))).toEqual({
      faults: [{ row: 2, column: '', message: '表里没有活动' }],
    })
  })
})

it('a CSV is marked for Excel, and one that Excel saved in GB 18030 is read, too', () => {
  const bytes = writeCsv([['活动', '=1+1']])
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
  expect(bytes.toString()).toContain(`"'=1+1"`)
  const texts = (from: Uint8Array) => readCsv(from).map(({ cells }) => [...cells.values()])
  expect(texts(bytes)).toEqual([
    [
      { kind: 'text', text: '活动' },
      { kind: 'text', text: '=1+1' },
    ],
  ])
  expect(texts(Buffer.from([0xbb, 0xee, 0xb6, 0xaf]))).toEqual([[{ kind: 'text', text: '活动' }]])
})

it('a new row, and one of a name that is kept, say what they would do', async () => {
  const changed = [
    '',
    kept.name,
    '下单转化率',
    '6%',
    '企业微信，短信',
    '2026-12-01',
    '2026-12-12',
    '',
    '沉睡会员唤醒',
  ]
  expect(await read(file(fine, changed))).toMatchObject({
    rows: [
      {
        ...{ row: 2, rev: 0, does: 'new' },
        plan: {
          ...{ goal: { kind: 'orders', target: 100 }, channels: ['wecom', 'sms'], budgetFen: 100_050 },
          ...{ from: '2027-03-01', to: '2027-03-31', flows: ['again-2'] },
        },
      },
      {
        ...{ row: 3, id: kept._id, rev: 3, does: 'change' },
        // What the file has no column for stays as it is.
        plan: { goal: { kind: 'conversion', target: 6, baseline: 4.25 }, owner: '周敏', flows: ['wake-up'] },
        changes: ['目标值', '预算（元）', '流程和群发'],
      },
    ],
  })
})

it('every row that is wrong says what is, in words, and nothing of the file is taken', async () => {
  const wrong = (at: number, cell: string, n: number) =>
    fine.map((each, place) => (place === at ? cell : place === 1 ? `春季${n}` : each))
  const answer = await read(
    file(
      fine,
      wrong(2, '点赞', 1),
      wrong(3, '很多', 2),
      wrong(4, '微博', 3),
      wrong(5, '下周', 4),
      wrong(6, '2026-12-01', 5),
      wrong(7, '一千', 6),
      wrong(8, '没有的流程', 7),
      wrong(8, '老客', 8),
      wrong(0, 'nobody', 9),
      fine,
      wrong(5, '2027-02-30', 10),
      wrong(3, '', 11),
    ),
  )
  expect(
    'faults' in answer && answer.faults.map(({ row, column, message }) => `${row} ${column} ${message}`),
  ).toEqual([
    '3 目标类型 写下单转化率、订单数、销售额、新增好友、新增留资中的一个',
    '4 目标值 「很多」不是数字',
    '5 渠道 没有「微博」这个渠道，可写好友欢迎语、企业微信、微信客服、小程序消息、小程序弹窗、短信、邮件',
    '6 开始日 「下周」不是日期，写成 2026-12-01',
    '7 结束日 结束日不能早于开始日',
    '8 预算（元） 「一千」不是金额，写元，最多两位小数，如 5000 或 99.90',
    '9 流程和群发 没有找到流程或群发「没有的流程」',
    '10 流程和群发 有几个叫「老客」，写成「老客（编号）」',
    '11 编号 没有编号是 nobody 的活动，新活动这一列留空',
    '12  「春季」在文件里写了两行，留一行',
    '13 开始日 写成 2026-12-01',
    '14 目标值 写上目标是多少',
  ])
})

it('columns that are missing, strange or there twice are named', async () => {
  const answer = await read(
    writeCsv([
      ['活动名称', '活动名称', '开始日', '心情'],
      ['a', 'b', '2026-12-01', 'c'],
    ]),
  )
  expect('faults' in answer && answer.faults.map(({ column }) => column)).toEqual([
    '活动名称',
    '心情',
    '结束日',
  ])
})

it('a percent that Excel keeps as a fraction is asked about, never guessed; dates and sums it keeps are what they are', () => {
  const column = (field: string) => planColumns.find((each) => each.field === field)
  const around = { flows, kind: 'conversion' as const }
  const target = (number: number) => column('goal.target')?.read({ kind: 'number', number }, around)
  expect(target(0.05)).toEqual({ fault: '不知道「0.05」是百分之几：把单元格设成文本，写 5%' })
  expect(target(5.5)).toEqual({ value: 5.5 })
  expect(column('from')?.read({ kind: 'date', day: '2026-12-01', minute: 0 }, around)).toEqual({
    value: '2026-12-01',
  })
  expect(column('budgetFen')?.read({ kind: 'number', number: 99.90000000000001 }, around)).toEqual({
    value: 9_990,
  })
})

it('what is neither is told as such', async () => {
  const old = Buffer.from('d0cf11e0a1b11ae1', 'hex')
  expect(await read(old)).toEqual({
    faults: [{ row: 1, column: '', message: expect.stringContaining('.xls') }],
  })
  expect(await read(Buffer.from('a,"b\n'))).toEqual({
    faults: [{ row: 1, column: '', message: expect.stringContaining('不是 CSV') }],
  })
})
