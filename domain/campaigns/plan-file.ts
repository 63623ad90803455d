import { isDeepStrictEqual } from 'node:util'
import type { Campaign, CampaignPlan, GoalKind } from '../../models/campaigns.ts'
import { type Cell, type SheetRow, textOfCell } from '../spreadsheet/cell.ts'
import { readCsv, writeCsv } from '../spreadsheet/csv.ts'
import { readXlsx } from '../spreadsheet/read-xlsx.ts'
import { SheetError } from '../spreadsheet/sheet-error.ts'
import { writeXlsx } from '../spreadsheet/write-xlsx.ts'
import type { WrittenCampaign } from './campaigns.ts'
import { planSchema } from './plan.ts'
import { type KnownFlow, kindNamed, type PlanColumn, planColumns } from './plan-columns.ts'

/** What is wrong in a file: in which row, as the program shows it; row 1 names the columns. */
export interface PlanFault {
  row: number
  /** Title of the column; '' where it is about the row or the file. */
  column: string
  message: string
}

/** A row that can be stored, and what that would do. */
export interface PlanRow extends WrittenCampaign {
  row: number
  does: 'new' | 'change' | 'same'
  /** Titles of the columns that would change. */
  changes: string[]
}

export const fileKinds = ['csv', 'xlsx'] as const
export type FileKind = (typeof fileKinds)[number]

/** What one campaign came to, as it is told in the file. */
export interface Outcome {
  standing: string
  actual: string
  reached: string
  spent: string
}

const idTitle = '编号'
/** Told, and never read: the records say them. */
const outcomeTitles: [string, keyof Outcome][] = [
  ['状态', 'standing'],
  ['实际', 'actual'],
  ['达成', 'reached'],
  ['已花（元）', 'spent'],
]
const needed = ['活动名称', '开始日', '结束日']
/** A plan table is written by people. */
const mostRows = 200

/** 活动规划表 as a file: what it says of plans, it says again when it is read. Without campaigns, a table to fill in. */
export function writePlanFile(
  kind: FileKind,
  campaigns: readonly { campaign: Campaign; outcome: Outcome }[],
  flows: readonly KnownFlow[],
): Buffer {
  const titles = [idTitle, ...planColumns.map(({ title }) => title), ...outcomeTitles.map(([title]) => title)]
  const rows = campaigns.map(({ campaign, outcome }) => [
    campaign._id,
    ...planColumns.map((column) => column.write(campaign, flows)),
    ...outcomeTitles.map(([, field]) => outcome[field]),
  ])
  return kind === 'csv' ? writeCsv([titles, ...rows]) : writeXlsx('活动规划表', [titles, ...rows])
}

/**
 * What a file would do, row by row; nothing is stored. A row is the campaign of its 编号, else the one of its name, else a new one; a
 * column that is not there leaves what is kept, an empty cell takes it away. All of it can be stored, or every fault is named.
 */
export async function readPlanFile(
  bytes: Uint8Array,
  around: { kept: readonly Campaign[]; flows: readonly KnownFlow[] },
): Promise<{ rows: PlanRow[] } | { faults: PlanFault[] }> {
  const sheet = await sheetIn(bytes)
  if ('faults' in sheet) return sheet
  const [head, ...lines] = sheet.rows
  const columns = columnsOf(head)
  if ('faults' in columns) return columns
  const faults: PlanFault[] = []
  const rows: PlanRow[] = []
  if (lines.length > mostRows) faults.push({ row: 1, column: '', message: `一次最多 ${mostRows} 行` })
  for (const line of lines.slice(0, mostRows)) {
    const read = readRow(line, columns.at, around)
    if ('faults' in read) faults.push(...read.faults)
    else if (rows.some((other) => isSame(other, read.row))) {
      faults.push({ row: line.row, column: '', message: `「${read.row.plan.name}」在文件里写了两行，留一行` })
    } else rows.push(read.row)
  }
  if (lines.length === 0) faults.push({ row: 2, column: '', message: '表里没有活动' })
  return faults.length > 0 ? { faults } : { rows }
}

const isSame = (one: PlanRow, other: PlanRow): boolean =>
  one.id !== undefined || other.id !== undefined ? one.id === other.id : one.plan.name === other.plan.name

async function sheetIn(bytes: Uint8Array): Promise<{ rows: SheetRow[] } | { faults: PlanFault[] }> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  // A zip, or the container of an old .xls: `readXlsx` says what to do with the latter.
  const isBook = /^(504b0304|d0cf11e0)/.test(buffer.subarray(0, 4).toString('hex'))
  try {
    return { rows: isBook ? await readXlsx(buffer) : readCsv(buffer) }
  } catch (error) {
    if (!(error instanceof SheetError)) throw error
    return { faults: [{ row: 1, column: '', message: error.message }] }
  }
}

type Placed = PlanColumn | 'id' | 'ignored'

function columnsOf(
  head: SheetRow | undefined,
): { at: ReadonlyMap<number, Placed> } | { faults: PlanFault[] } {
  const at = new Map<number, Placed>()
  const faults: PlanFault[] = []
  const fault = (column: string, message: string) => faults.push({ row: head?.row ?? 1, column, message })
  const seen = new Set<string>()
  for (const [place, cell] of head?.cells ?? []) {
    const title = textOfCell(cell).trim()
    const column = columnNamed(title)
    if (column === null) fault(title, `不认识「${title}」这一列，可以先导出一份照着填`)
    else if (seen.has(title)) fault(title, `「${title}」有两列，留一列`)
    else at.set(place, column)
    seen.add(title)
  }
  for (const title of needed)
    if (!seen.has(title)) fault(title, `没有「${title}」这一列，可以先导出一份照着填`)
  return faults.length > 0 ? { faults } : { at }
}

function columnNamed(title: string): Placed | null {
  if (title === idTitle) return 'id'
  if (outcomeTitles.some(([known]) => known === title)) return 'ignored'
  return planColumns.find((column) => column.title === title) ?? null
}

function readRow(
  { row, cells }: SheetRow,
  columns: ReadonlyMap<number, Placed>,
  { kept, flows }: { kept: readonly Campaign[]; flows: readonly KnownFlow[] },
): { row: PlanRow } | { faults: PlanFault[] } {
  const faults: PlanFault[] = []
  const fault = (column: string, message: string) => faults.push({ row, column, message })
  const cellOf = (wanted: (column: Placed) => boolean): Cell | undefined => {
    const place = [...columns].find(([, column]) => wanted(column))?.[0]
    return place === undefined ? undefined : cells.get(place)
  }
  const inField = (field: PlanColumn['field']) => (column: Placed) =>
    typeof column === 'object' && column.field === field

  const id = textOfCell(cellOf((column) => column === 'id')).trim()
  const name = textOfCell(cellOf(inField('name'))).trim()
  const same = kept.filter((one) => (id === '' ? one.name === name : one._id === id))
  if (id !== '' && same.length === 0) fault(idTitle, `没有编号是 ${id} 的活动，新活动这一列留空`)
  if (id === '' && same.length > 1) fault(idTitle, `有 ${same.length} 个活动叫「${name}」，写上编号`)
  const before = same[0]

  const hasKind = [...columns.values()].some(inField('goal.kind'))
  const kind = hasKind ? kindIn(cellOf(inField('goal.kind'))) : (before?.goal?.kind ?? null)
  const raw: Record<string, unknown> = before ? { ...planOf(before) } : {}
  const goal: Record<string, unknown> = { ...before?.goal }
  for (const [place, column] of columns) {
    if (typeof column !== 'object') continue
    const cell = cells.get(place)
    const part = /^goal\.(.+)$/.exec(column.field)?.[1]
    const [target, key] = part === undefined ? [raw, column.field] : [goal, part]
    if (cell === undefined || textOfCell(cell) === '') {
      delete target[key]
      continue
    }
    const said = column.read(cell, { flows: [...flows, ...gone(before, flows)], kind })
    if ('fault' in said) fault(column.title, said.fault)
    else target[key] = said.value
  }
  const isGoalThere = Object.keys(goal).length > 0
  const read = planSchema.safeParse({ ...raw, goal: isGoalThere ? goal : undefined })
  if (!read.success) {
    const said = new Set(faults.map(({ column }) => column))
    for (const { path, message } of read.error.issues) {
      const title = titleOf(path.join('.'))
      if (!said.has(title)) fault(title, message)
    }
  }
  if (faults.length > 0 || !read.success) return { faults }
  const changes = before ? changesOf(planOf(before), read.data) : []
  return {
    row: {
      row,
      ...(before && { id: before._id }),
      rev: before?.rev ?? 0,
      plan: read.data,
      does: before === undefined ? 'new' : changes.length > 0 ? 'change' : 'same',
      changes,
    },
  }
}

/** Flows a campaign names already, of which nothing else is known any more. */
function gone(before: Campaign | undefined, flows: readonly KnownFlow[]): KnownFlow[] {
  const ids = before?.flows.filter((id) => !flows.some((flow) => flow.id === id)) ?? []
  return ids.map((id) => ({ id, name: id }))
}

function kindIn(cell: Cell | undefined): GoalKind | null {
  return kindNamed(textOfCell(cell).trim())
}

function titleOf(path: string): string {
  const found = planColumns.find(({ field }) => path === field || path.startsWith(`${field}.`))
  return found?.title ?? (path === 'goal' ? '目标类型' : '')
}

/** The plan of a campaign, without what is kept beside it. */
export function planOf({ _id, rev, createdAt, by, at, ...plan }: Campaign): CampaignPlan {
  return plan
}

export function changesOf(before: CampaignPlan, after: CampaignPlan): string[] {
  const part = (plan: CampaignPlan, field: string): unknown =>
    field
      .split('.')
      .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], plan)
  return planColumns
    .filter(({ field }) => !isDeepStrictEqual(part(before, field), part(after, field)))
    .map(({ title }) => title)
}
