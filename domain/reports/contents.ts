import type { AlertStore } from '../../models/alerts.ts'
import type { AwaitingGroupSend, GroupSends } from '../../models/group-sends.ts'
import type { ReportContents, ReportedAlert, ReportSection } from '../../models/reports.ts'
import type { RetailStore } from '../../models/retail-stores.ts'
import type { Staff } from '../../models/staff.ts'
import type { TaskBoardReader } from '../../models/task-board.ts'
import { type Watched, watched } from '../alerts/watched.ts'
import type { Clock } from '../clock.ts'
import { createStoreOf } from '../contact-sync/store-of.ts'
import type { Overviews } from '../insights/overview/overview.ts'
import type { FigureName } from '../insights/overview/shown-figures.ts'
import { boundsOf, type Period } from '../period.ts'
import { deadlineOf } from '../sales/moments.ts'

/** What of 总览 a report tells. */
export const reportedFigures = [
  'entered',
  'through',
  'notThrough',
  'sent',
  'smsSent',
  'smsFailed',
  'clicked',
  'orders',
  'goals',
  'tasksDone',
] as const satisfies readonly FigureName[]

/** More than that nobody reads; a company has a few hundred. */
const mostOpen = 20_000

export interface ContentsDeps {
  overview: Pick<Overviews, 'look'>
  stores: () => Promise<readonly RetailStore[]>
  staff: () => Promise<readonly Staff[]>
  board: Pick<TaskBoardReader, 'heldCounts' | 'endingBefore'>
  groupSends: Pick<GroupSends, 'awaiting'>
  alerts: Pick<AlertStore, 'between'>
  clock: Clock
}

export type ContentsOf = (stores: 'all' | readonly string[]) => Promise<ReportContents>

/** How many of something a salesperson has; undefined = nobody has it yet. */
type Held = { staff: string | undefined; count: number }

/**
 * What reports of a period say: the figures are those 总览 shows of it, follow-ups and group-sends stand as they do now. One reading
 * serves everybody who is told of the same days.
 */
export function createContents(deps: ContentsDeps) {
  return async function contentsOf(period: Period): Promise<ContentsOf> {
    const now = deps.clock.now()
    const [stores, staff, held, ending, awaiting] = await Promise.all([
      deps.stores(),
      deps.staff(),
      deps.board.heldCounts(),
      deps.board.endingBefore(now, mostOpen),
      deps.groupSends.awaiting(mostOpen),
    ])
    const storeOf = createStoreOf(staff, stores)
    const open = held.map(({ assignee, count }): Held => ({ staff: assignee, count }))
    const late = ending
      .filter((task) => (deadlineOf(task)?.at ?? now) < now)
      .map(({ assignee }): Held => ({ staff: assignee, count: 1 }))
    const sections = new Map<string | null, Promise<ReportSection>>()

    async function sectionOf(store: string | null): Promise<ReportSection> {
      const known = stores.find(({ _id }) => _id === store)
      const found = await deps.overview.look(period, store === null ? {} : { store })
      const isOf = (userid: string | undefined) =>
        store === null || (userid !== undefined && storeOf(userid) === store)
      return {
        store,
        name: store === null ? '全部门店' : (known?.name ?? store),
        state: store === null || known ? 'open' : 'closed',
        figures: Object.fromEntries(reportedFigures.map((name) => [name, found.figures[name]])),
        openHours: found.openHours,
        followUps: { open: sumOf(open, isOf), late: sumOf(late, isOf) },
        unconfirmed: unconfirmedOf(awaiting, isOf),
      }
    }

    return async (own) => {
      const wanted = own === 'all' ? [null] : own
      const read = (store: string | null) => {
        const known = sections.get(store) ?? sectionOf(store)
        sections.set(store, known)
        return known
      }
      const found: ReportSection[] = []
      for (const store of wanted) found.push(await read(store))
      // A threshold is crossed by the company's messages, not by those of a 门店.
      return { sections: found, alerts: own === 'all' ? await alertsIn(period) : [] }
    }

    async function alertsIn(days: Period): Promise<ReportedAlert[]> {
      return (await deps.alerts.between(...boundsOf(days))).map((alert) => ({
        id: alert._id,
        name: (watched[alert.figure as keyof typeof watched] as Watched | undefined)?.name ?? alert.figure,
        ...{ part: alert.part, whole: alert.whole, rangAt: alert.openedAt, state: alert.state },
        ...(alert.cause && { cause: alert.cause }),
        ...(alert.action && { action: alert.action }),
      }))
    }
  }
}

export type Contents = ReturnType<typeof createContents>

const sumOf = (held: readonly Held[], isOf: (staff: string | undefined) => boolean): number =>
  held.reduce((sum, { staff, count }) => (isOf(staff) ? sum + count : sum), 0)

function unconfirmedOf(
  awaiting: readonly AwaitingGroupSend[],
  isOf: (staff: string) => boolean,
): ReportSection['unconfirmed'] {
  const own = awaiting.filter(({ sender }) => isOf(sender.toLowerCase()))
  return { sends: own.length, staff: new Set(own.map(({ sender }) => sender.toLowerCase())).size }
}
