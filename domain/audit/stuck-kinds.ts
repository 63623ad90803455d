import type { DefinitionStore, Head } from '../../models/definitions.ts'
import type { MappingStore } from '../../models/mappings.ts'
import { orderKey } from '../../models/order-entry.ts'
import type { createProcessStore } from '../../models/processes.ts'
import type { ShippingReportStore } from '../../models/shipping-reports.ts'
import type { StuckWork } from '../../models/stuck-work.ts'
import type { Journeys } from '../journeys/contract.ts'

/** One way in which something can stand still, and who makes it go on. */
export interface StuckKind {
  /** `<what>.<how>`. */
  name: string
  /** zh-CN. */
  says: string
  /** Ids of those that stand so now. Reads only. */
  find(now: Date, limit: number): Promise<string[]>
  /** Makes one go on; false when somebody moved it meanwhile. Absent = a person must look. */
  repair?(id: string, now: Date): Promise<boolean>
}

export interface StuckDeps {
  work: StuckWork
  mappings: Pick<MappingStore, 'open'>
  shippingReports: Pick<ShippingReportStore, 'failed'>
  definitions: Pick<DefinitionStore, 'publication' | 'lastNumber'>
  processes: Pick<ReturnType<typeof createProcessStore>, 'living'>
  published: { snapshot(): { heads: readonly Head[] } }
  /** Steps with somebody due by then who is not held. */
  dueSteps: Journeys['dueSteps']
}

/** Whoever works takes what is due within seconds; what waits for longer than this waits for nobody. */
const patienceMs = 10 * 60_000
/** A process acts on a publication within two seconds. */
const behindMs = 10_000
const tooManyTries = 5

/** Every way there is beside those of runs (`journeys/find-stuck.ts`), in one table. */
export function stuckKinds(deps: StuckDeps): readonly StuckKind[] {
  const { work, definitions } = deps
  const before = (now: Date, ms = patienceMs) => new Date(now.getTime() - ms)

  async function oldEnough(publication: number, now: Date, ms: number): Promise<boolean> {
    const at = (await definitions.publication(publication))?.at
    return at !== undefined && at <= before(now, ms)
  }

  return [
    {
      name: 'run.overdue',
      says: '这一步有人到期很久，没有进程接手',
      async find(now) {
        const due = await deps.dueSteps(before(now))
        return [...new Set(due.map(({ versionId, stepId }) => `${versionId} ${stepId}`))]
      },
    },
    {
      name: 'touch.unwatched',
      says: '触达没有做完，也没有人会再看它',
      find: (_, limit) => work.touches.unwatched(limit),
      // The sweep finds out what became of it; whoever has it in hand is left the time to finish.
      repair: (id, now) => work.touches.watch(id, new Date(now.getTime() + 60_000)),
    },
    {
      name: 'touch.overdue',
      says: '触达到期很久没有进程接手',
      find: (now, limit) => work.touches.overdue(before(now), limit),
    },
    {
      name: 'event.unwatched',
      says: '事件没有处理完，也没有人会再看它',
      find: (_, limit) => work.events.unwatched(limit),
      repair: (id, now) => work.events.watch(id, now),
    },
    {
      name: 'event.failing',
      says: '事件一再处理失败',
      find: (_, limit) => work.events.failing(tooManyTries, limit),
    },
    {
      name: 'task.unwatched',
      says: '待办没有人接受，也没有下一步的时间',
      find: (_, limit) => work.tasks.unwatched(limit),
      repair: (id, now) => work.tasks.watch(id, now),
    },
    {
      name: 'inbox.failed',
      says: '回调记录处理失败，等人 kelu inbox replay',
      find: (_, limit) => work.inbox.failed(limit),
    },
    {
      name: 'inbox.overdue',
      says: '回调记录到期很久没有进程接手',
      find: (now, limit) => work.inbox.overdue(before(now), limit),
    },
    {
      name: 'shipping.failed',
      says: '发货没能报给微信，货款不会结算：到订单里改好发货信息再报',
      find: async (_, limit) => (await deps.shippingReports.failed(limit)).map((no) => orderKey(no, 'kelu')),
    },
    {
      name: 'journey.resuming',
      says: '流程恢复了很久还没有恢复完',
      find: async (now) =>
        deps.published
          .snapshot()
          .heads.filter(
            ({ state, resumedAt }) =>
              state === 'resuming' && resumedAt !== undefined && resumedAt <= before(now),
          )
          .map(({ key }) => key),
    },
    {
      name: 'mapping.open',
      says: '换版本很久还没有换完',
      async find(now) {
        const open = await deps.mappings.open()
        const old = await Promise.all(open.map(({ publication }) => oldEnough(publication, now, patienceMs)))
        return open.filter((_, at) => old[at]).map(({ _id }) => _id)
      },
    },
    {
      name: 'process.behind',
      says: '进程还没有按最新的发布运行',
      async find(now) {
        const last = await definitions.lastNumber()
        const behind = (await deps.processes.living()).filter(({ publication }) => (publication ?? 0) < last)
        if (behind.length === 0 || !(await oldEnough(last, now, behindMs))) return []
        return behind.map(({ host, pid }) => `${host} ${pid}`)
      },
    },
  ]
}
