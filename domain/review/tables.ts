import type { ContactChannel } from '../../models/attributions.ts'
import type { MetricName } from '../insights/rollups/metrics.ts'
import type { Figure } from '../insights/rollups/read.ts'

/** What the tables of a report are made of, and by what it is told apart. */
export const tableMetrics = [
  'runs.entered',
  'runs.ended',
  'goals.met',
  'touches.sent',
  'touches.failed',
  'touches.skipped',
  'sms.segments',
  'messages.opened',
  'messages.clicked',
  'messages.replied',
  'orders.kept',
] as const satisfies MetricName[]
export const tableDimensions = ['flow', 'version', 'channel', 'message', 'store', 'reason'] as const

/** What people did with messages. */
interface Reactions {
  sent: number
  failed: number
  opened: number
  clicked: number
  replied: number
}

/** What one flow did. */
export interface FlowCounts extends Reactions {
  flow: string
  /** Its versions that did it, by id. */
  versions: string[]
  entered: number
  completed: number
  goals: number
  goalsFen: number
}

/** What one content over one channel did. */
export interface ContentCounts extends Reactions {
  channel: ContactChannel
  content: string
  segments: number
}

/** What the customers of one 门店 did; null = customers of none that is known. */
export interface StoreCounts extends Reactions {
  store: string | null
  entered: number
  goals: number
  orders: number
  ordersFen: number
}

const noReactions: Reactions = { sent: 0, failed: 0, opened: 0, clicked: 0, replied: 0 }

const reactionOf: Partial<Record<MetricName, keyof Reactions>> = {
  'touches.sent': 'sent',
  'touches.failed': 'failed',
  'messages.opened': 'opened',
  'messages.clicked': 'clicked',
  'messages.replied': 'replied',
}

function react(row: Reactions, { metric, count }: Figure): void {
  const field = reactionOf[metric]
  if (field !== undefined) row[field] += count
}

/** By `key`, in the order they are met first. */
function grouped<Row>(
  figures: readonly Figure[],
  keyOf: (figure: Figure) => string | null,
  begin: (figure: Figure) => Row,
  add: (row: Row, figure: Figure) => void,
): Row[] {
  const rows = new Map<string, Row>()
  for (const figure of figures) {
    const key = keyOf(figure)
    if (key === null) continue
    const row = rows.get(key) ?? begin(figure)
    rows.set(key, row)
    add(row, figure)
  }
  return [...rows.values()]
}

/** Most entered first. */
export function flowCounts(figures: readonly Figure[]): FlowCounts[] {
  const rows = grouped<FlowCounts>(
    figures,
    ({ by }) => by.flow ?? null,
    ({ by }) => ({
      ...{ flow: by.flow ?? '', versions: [], entered: 0, completed: 0, goals: 0, goalsFen: 0 },
      ...noReactions,
    }),
    (row, figure) => {
      const { metric, count, sum, by } = figure
      react(row, figure)
      if (metric === 'runs.entered') row.entered += count
      if (metric === 'runs.ended' && by.reason === 'completed') row.completed += count
      if (metric === 'goals.met') {
        row.goals += count
        row.goalsFen += sum
      }
      if (by.version && !row.versions.includes(by.version)) row.versions.push(by.version)
    },
  )
  return rows.toSorted((a, b) => b.entered - a.entered || b.sent - a.sent || (a.flow < b.flow ? -1 : 1))
}

/** Most sent first. */
export function contentCounts(figures: readonly Figure[]): ContentCounts[] {
  const rows = grouped<ContentCounts>(
    figures,
    ({ by }) => (by.channel && by.message ? `${by.channel} ${by.message}` : null),
    ({ by }) => ({
      ...{ channel: by.channel as ContactChannel, content: by.message ?? '', segments: 0 },
      ...noReactions,
    }),
    (row, figure) => {
      react(row, figure)
      if (figure.metric === 'sms.segments') row.segments += figure.sum
    },
  )
  return rows.toSorted((a, b) => b.sent - a.sent || (a.content < b.content ? -1 : 1))
}

/** Highest sales first, then most entered. */
export function storeCounts(figures: readonly Figure[]): StoreCounts[] {
  const rows = grouped<StoreCounts>(
    figures,
    ({ by }) => by.store ?? '',
    ({ by }) => ({
      ...{ store: by.store ?? null, entered: 0, goals: 0, orders: 0, ordersFen: 0 },
      ...noReactions,
    }),
    (row, figure) => {
      const { metric, count, sum } = figure
      react(row, figure)
      if (metric === 'runs.entered') row.entered += count
      if (metric === 'goals.met') row.goals += count
      if (metric === 'orders.kept') {
        row.orders += count
        row.ordersFen += sum
      }
    },
  )
  return rows.toSorted(
    (a, b) =>
      b.ordersFen - a.ordersFen || b.entered - a.entered || (String(a.store) < String(b.store) ? -1 : 1),
  )
}
