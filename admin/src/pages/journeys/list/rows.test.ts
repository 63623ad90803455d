import { expect, it } from 'vitest'
import { tableAsCsv } from './csv.ts'
import { chosen, inShort, nameIn, openMatter, type Row, shownState, testShort } from './rows.ts'

const row = (more: Partial<Row>): Row => ({
  kind: 'journey',
  id: 'm5',
  name: '沉睡会员唤醒',
  state: 'live',
  stateName: '运行中',
  number: 3,
  pilot: null,
  owner: '周敏',
  since: '2026-10-28T02:00:00.000Z',
  draft: null,
  trigger: '客户进入人群包「沉睡会员」时开始；同一位客户隔 90 天可以再次进入',
  actions: ['发放优惠券「满200减50」'],
  branches: [],
  goal: '进入后 30 天内购买',
  goalEvent: '购买',
  configuredAt: '2026-10-28T02:00:00.000Z',
  configuredBy: '周敏',
  test: { passed: true, words: '通过', faults: 0, at: null },
  figures: { inside: 412, entered: 1406, reached: 163 },
  draftFaults: 0,
  ...more,
})
const draft = { by: '周敏', at: '2026-11-26T06:00:00.000Z', heldBy: null, basedOn: 3 }

it('a test is told as short as its cell', () => {
  const of = (test: Partial<Row['test']>) => testShort({ test: { ...row({}).test, ...test } })
  expect(of({})).toBe('通过')
  expect(of({ passed: false, faults: 2 })).toBe('2 处没通过')
  expect(of({ passed: null, words: '尚未测试' })).toBe('尚未测试')
})

it('states are told as chips tell them', () => {
  const pilot = { number: 4, share: 10, segment: null, since: '2026-11-26T06:00:00.000Z' }
  expect(shownState(row({}))).toBe('running')
  expect(shownState(row({ pilot }))).toBe('pilot')
  expect(shownState(row({ state: 'resuming' }))).toBe('paused')
  expect(shownState(row({ state: 'retired' }))).toBe('ended')
})

it('rows are chosen by state, owner and words; what runs stands first', () => {
  const rows = [row({ id: 'a', state: 'ended' }), row({ id: 'b' }), row({ id: 'c', owner: '刘洋', draft })]
  const ids = (wanted: Partial<Parameters<typeof chosen>[1]>) =>
    chosen(rows, { filter: 'all', owner: '', words: '', ...wanted }).map(({ id }) => id)
  expect(ids({})).toEqual(['b', 'c', 'a'])
  expect(ids({ filter: 'running', owner: '刘洋' })).toEqual(['c'])
  expect(ids({ filter: 'draft' })).toEqual(['c'])
  expect(ids({ words: ' 满200 ' })).toHaveLength(3)
  expect(ids({ words: '没有' })).toEqual([])
})

it('a cell tells the occasion, and what is open about a flow', () => {
  expect(inShort(row({}).trigger)).toBe('客户进入人群包「沉睡会员」')
  expect(nameIn('唤醒短信：用短信发送「唤醒：专属券」')).toBe('唤醒短信')
  expect(nameIn('三天内回来？3 天内客户进入小程序')).toBe('三天内回来？')
  expect(nameIn('等 3 天')).toBe('等 3 天')
  expect(openMatter(row({}))).toBeNull()
  expect(openMatter(row({ draft, draftFaults: 1 }))).toEqual({ text: '草稿 · 1 处要改', isBad: true })
  expect(openMatter(row({ draft, state: 'draft' }))).toBeNull()
})

it('the table opens right in Excel: marked, quoted, with its line ends, and no cell is a formula', () => {
  const csv = tableAsCsv([row({ name: '=1+1', owner: '周"敏', actions: ['一', '二'], number: null })])
  expect(csv.startsWith('\uFEFF"流程","状态"')).toBe(true)
  expect(csv).toContain('\r\n"\'=1+1","运行中"')
  expect(csv).toContain('"周""敏",""')
  expect(csv).toContain('"一\n二"')
  expect(csv.endsWith('\r\n')).toBe(true)
})
