import { type CampaignPlan, type GoalKind, goalKinds } from '../../models/campaigns.ts'
import { channels } from '../../models/customer.ts'
import { channelLabels } from '../audience/labels.ts'
import { type Cell, textOfCell } from '../spreadsheet/cell.ts'
import { goalNames } from './plan.ts'

/** A flow or 群发 that a plan may name. */
export interface KnownFlow {
  id: string
  name: string
}

/** What a cell says: a part of a plan, not yet checked, or what is wrong with it in words. */
type Said = { fault: string } | { value: unknown }

export interface PlanColumn {
  title: string
  /** Where it goes in a plan; the parts of a goal each have their own. */
  field: keyof Omit<CampaignPlan, 'goal'> | 'goal.kind' | 'goal.target' | 'goal.baseline'
  write(plan: CampaignPlan, flows: readonly KnownFlow[]): string
  /** Of a cell with something in it. */
  read(cell: Cell, around: { flows: readonly KnownFlow[]; kind: GoalKind | null }): Said
}

const said = (value: unknown): Said => ({ value })
const fault = (message: string): Said => ({ fault: message })
const text = (cell: Cell): string => textOfCell(cell).trim()

const words = (
  title: string,
  field: 'name' | 'audience' | 'goalNote' | 'owner' | 'keyActions' | 'expected',
) => ({ title, field, write: (plan) => plan[field], read: (cell) => said(text(cell)) }) satisfies PlanColumn

const day = (title: string, field: 'from' | 'to') =>
  ({ title, field, write: (plan) => plan[field], read: (cell) => dayIn(cell) }) satisfies PlanColumn

const yuan = (title: string, field: 'budgetFen' | 'otherCostFen') =>
  ({
    title,
    field,
    write: (plan) => yuanText(plan[field]),
    read: (cell) => fenIn(cell),
  }) satisfies PlanColumn

/** The table people fill in, in its order. */
export const planColumns: readonly PlanColumn[] = [
  words('活动名称', 'name'),
  words('目标人群', 'audience'),
  {
    title: '目标类型',
    field: 'goal.kind',
    write: ({ goal }) => (goal ? goalNames[goal.kind] : ''),
    read: (cell) => {
      const kind = kindNamed(text(cell))
      return kind === null ? fault(`写${Object.values(goalNames).join('、')}中的一个`) : said(kind)
    },
  },
  goalValue('目标值', 'target'),
  goalValue('平时（基线）', 'baseline'),
  words('目标说明', 'goalNote'),
  {
    title: '渠道',
    field: 'channels',
    write: (plan) => plan.channels.map((channel) => channelLabels[channel]).join('、'),
    read: (cell) => channelsIn(text(cell)),
  },
  day('开始日', 'from'),
  day('结束日', 'to'),
  words('负责人', 'owner'),
  words('关键动作', 'keyActions'),
  words('预期效果', 'expected'),
  yuan('预算（元）', 'budgetFen'),
  yuan('其他花费（元）', 'otherCostFen'),
  {
    title: '人工（分钟）',
    field: 'staffMinutes',
    write: ({ staffMinutes }) => (staffMinutes === undefined ? '' : String(staffMinutes)),
    read: (cell) => numberIn(cell, '分钟'),
  },
  {
    title: '流程和群发',
    field: 'flows',
    write: (plan, flows) =>
      plan.flows.map((id) => `${flows.find((flow) => flow.id === id)?.name ?? id}（${id}）`).join('；'),
    read: (cell, { flows }) => flowsIn(text(cell), flows),
  },
]

export function kindNamed(name: string): GoalKind | null {
  return goalKinds.find((kind) => goalNames[kind] === name) ?? (name === '转化率' ? 'conversion' : null)
}

function goalValue(title: string, part: 'target' | 'baseline'): PlanColumn {
  return {
    title,
    field: `goal.${part}`,
    write({ goal }) {
      const value = goal?.[part]
      if (goal === undefined || value === undefined) return ''
      if (goal.kind === 'conversion') return `${value}%`
      return goal.kind === 'revenue' ? yuanText(value) : String(value)
    },
    read(cell, { kind }) {
      if (kind === 'revenue') return fenIn(cell)
      if (kind !== 'conversion') return numberIn(cell, '人|笔|个|位|单')
      // 5% typed into a cell of Excel is stored as 0.05, and nobody can tell it from 0.05%.
      if (cell.kind === 'number' && cell.number <= 1) {
        return fault(`不知道「${cell.number}」是百分之几：把单元格设成文本，写 5%`)
      }
      return numberIn(cell, '%|％')
    },
  }
}

/** 2026-12-01 as programs and people write it. */
function dayIn(cell: Cell): Said {
  if (cell.kind === 'date') return said(cell.day)
  const [, year, month, date] = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(text(cell)) ?? []
  if (year === undefined || month === undefined || date === undefined) {
    return fault(`「${text(cell)}」不是日期，写成 2026-12-01`)
  }
  return said(`${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`)
}

/** Thousands may be parted; a unit may follow. */
function numberIn(cell: Cell, units: string): Said {
  const bare = text(cell).replaceAll(/[,，\s]/g, '')
  const [, digits] = new RegExp(`^(-?\\d+(?:\\.\\d+)?)(?:${units})?$`).exec(bare) ?? []
  return digits === undefined ? fault(`「${text(cell)}」不是数字`) : said(Number(digits))
}

/** Yuan with up to two places, in whole fen. */
function fenIn(cell: Cell): Said {
  const bare = text(cell).replaceAll(/[,，\s¥￥元]/g, '')
  // A program may keep 99.9 as 99.90000000000001.
  const written = cell.kind === 'number' ? String(Math.round(cell.number * 1e6) / 1e6) : bare
  const [, whole, part = ''] = /^(\d{1,12})(?:\.(\d{1,2})0*)?$/.exec(written) ?? []
  return whole === undefined
    ? fault(`「${text(cell)}」不是金额，写元，最多两位小数，如 5000 或 99.90`)
    : said(Number(whole) * 100 + Number(part.padEnd(2, '0')))
}

function yuanText(fen: number | undefined): string {
  if (fen === undefined) return ''
  const part = fen % 100
  return `${Math.floor(fen / 100)}${part === 0 ? '' : `.${String(part).padStart(2, '0')}`}`
}

function channelsIn(written: string): Said {
  const names = written.split(/[、,，；;/\s]+/).filter((name) => name !== '')
  const strange = names.filter((name) => !Object.values(channelLabels).includes(name))
  if (strange.length > 0) {
    return fault(`没有「${strange.join('」「')}」这个渠道，可写${Object.values(channelLabels).join('、')}`)
  }
  return said(channels.filter((channel) => names.includes(channelLabels[channel])))
}

/** By id, by name, or `name（id）` as the file is written; each on a line of its own or parted by ；. */
function flowsIn(written: string, flows: readonly KnownFlow[]): Said {
  const ids: string[] = []
  const parts = written
    .split(/[；;\n]/)
    .flatMap((part) => (idOf(part.trim(), flows) === null ? part.split(/[、,，]/) : [part]))
  for (const part of parts.map((each) => each.trim()).filter((each) => each !== '')) {
    const id = idOf(part, flows)
    if (id === null) return fault(`没有找到流程或群发「${part}」`)
    if (id === 'several') return fault(`有几个叫「${part}」，写成「${part}（编号）」`)
    ids.push(id)
  }
  return said(ids)
}

function idOf(part: string, flows: readonly KnownFlow[]): string | 'several' | null {
  const bare = /[（(]([a-z][a-z0-9-]*)[）)]$/.exec(part)?.[1] ?? part
  if (flows.some(({ id }) => id === bare)) return bare
  const named = flows.filter(({ name }) => name === part)
  return named.length > 1 ? 'several' : (named[0]?.id ?? null)
}
