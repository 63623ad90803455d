import { localTime } from '../local-time.ts'
import { csvLine, csvMark } from '../spreadsheet/csv.ts'
import { withoutPhones } from './without-phones.ts'

/** One thing that happened, as a row of the file. */
export interface ReviewRecord {
  /** 触发 互动 转化 成本 预警 */
  kind: string
  what: string
  at: Date
  flow?: string
  version?: string
  step?: string
  channel?: string
  /** Id of the message. */
  content?: string
  reason?: string
  customerId: string | null
  /** What they call themselves. */
  customer: string | null
  store?: string
  count: number
  /** Fen, also parts of one; null where no money is in it. */
  fen: number | null
  /** Of the record. */
  id: string
  note: string
}

export const blankRecord: Omit<ReviewRecord, 'at' | 'id'> = {
  ...{ kind: '', what: '', customerId: null, customer: null, count: 0, fen: null, note: '' },
}

/** What ids are called. */
export interface RecordNames {
  flow(id: string): string
  message(id: string): string
  channel(id: string): string
  reason(id: string): string
}

type Column = [title: string, cell: (record: ReviewRecord, names: RecordNames) => string]

/** Whom a record is about is told to those alone who may see people. */
const ofPeople: Column[] = [
  ['客户编号', ({ customerId }) => customerId ?? ''],
  ['客户昵称', ({ customer }) => withoutPhones(customer ?? '')],
]
const columns: Column[] = [
  ['类别', ({ kind }) => kind],
  ['事项', ({ what }) => what],
  ['时间', ({ at }) => localTime(at).toFormat('yyyy-MM-dd HH:mm:ss')],
  ['流程', ({ flow }, names) => (flow === undefined ? '' : names.flow(flow))],
  ['流程编号', ({ flow = '' }) => flow],
  ['版本', ({ version = '' }) => version],
  ['步骤', ({ step = '' }) => step],
  ['渠道', ({ channel }, names) => (channel === undefined ? '' : names.channel(channel))],
  ['内容', ({ content }, names) => (content === undefined ? '' : names.message(content))],
  ['内容编号', ({ content = '' }) => content],
  ['原因', ({ reason }, names) => (reason === undefined ? '' : names.reason(reason))],
  ...ofPeople,
  ['门店', ({ store = '' }) => store],
  ['数量', ({ count }) => String(count)],
  ['金额（元）', ({ fen }) => (fen === null ? '' : yuan(fen))],
  ['记录编号', ({ id }) => id],
  ['说明', ({ note }) => note],
]

const yuan = (fen: number): string => {
  const parts = Math.round(fen * 100) / 100
  return (parts / 100).toFixed(Number.isInteger(parts) ? 2 : 4)
}

/** The file, piece by piece; the first one names the columns. `people`: whether whoever asks may see whom records are about. */
export async function* recordsAsCsv(
  pages: AsyncIterable<readonly ReviewRecord[]>,
  namesFor: (page: readonly ReviewRecord[]) => Promise<RecordNames>,
  people: 'shown' | 'left out',
): AsyncGenerator<string> {
  const shown = people === 'shown' ? columns : columns.filter((column) => !ofPeople.includes(column))
  yield csvMark + csvLine(shown.map(([title]) => title))
  for await (const page of pages) {
    if (page.length === 0) continue
    const names = await namesFor(page)
    yield page.map((record) => csvLine(shown.map(([, cell]) => cell(record, names)))).join('')
  }
}
