import { findHeld, heldPlaces } from '../../domain/journeys/find-held.ts'
import { findStuck, type StuckWhy } from '../../domain/journeys/find-stuck.ts'
import { inColumns } from '../columns.ts'
import type { Answer, Command } from '../command.ts'
import { inboxStates } from '../state-words.ts'
import { stretchText, timeText } from '../time-words.ts'
import type { World } from '../world.ts'
import { holdText } from './runs.ts'

/** A running worker takes what is due within a second or two; who is due for longer than this waits for one. */
const overdueMs = 60_000
const mostStuck = 100
const why: Record<StuckWhy, string> = {
  noVersion: '找不到它的流程版本',
  failing: '这一步一再出错',
  noWayOn: '没有下一步的时间（客旅会自行修复）',
}

/** Whether everything goes on: processes, what came in, and people on their way. */
export const status: Command = {
  usage: 'status',
  summary: '运行情况：进程、收件、到期和超时的人、卡住和停住的人',
  async run({ world }) {
    const found = await look(await world())
    return { lines: linesOf(found), json: found } satisfies Answer
  },
}

async function look({ snapshot, stores, runFigures, catalog, holds, clock }: World) {
  const now = clock.now()
  const places = (await heldPlaces({ catalog, holds })).map(({ versionId, stepId }) => ({
    versionId,
    stepId,
  }))
  const oldest = await stores.inbox.oldestOpen()
  const living = await stores.processes.living()
  const stuck = await findStuck({ runs: stores.runs, catalog }, mostStuck)
  return {
    publication: snapshot.number,
    processes: living.map(({ host, pid, role, since, publication }) => ({
      host,
      pid,
      role,
      since,
      publication: publication ?? null,
    })),
    inbox: {
      ...(await stores.inbox.countByState()),
      oldest: oldest && {
        id: oldest._id,
        receivedAt: oldest.receivedAt,
        waitedMs: now.getTime() - oldest.receivedAt.getTime(),
      },
    },
    runs: {
      due: await runFigures.countDue(now, places),
      overdue: await runFigures.countDue(new Date(now.getTime() - overdueMs), places),
    },
    stuck: stuck.map(({ run, why: reason }) => ({
      run: run._id,
      journey: run.journeyId,
      version: run.versionId,
      step: run.stepId,
      customer: run.customerId,
      why: reason,
    })),
    marketingHeldSince: snapshot.marketingHeldSince,
    held: await findHeld({ runs: stores.runs, catalog, holds }),
    paused: snapshot.heads
      .filter(({ state }) => state === 'paused' || state === 'resuming')
      .map(({ key }) => key),
  }
}

function linesOf({
  publication,
  processes,
  inbox,
  runs,
  stuck,
  held,
  paused,
  marketingHeldSince,
}: Awaited<ReturnType<typeof look>>): string[] {
  const { oldest } = inbox
  const states = (['received', 'failed', 'done', 'ignored'] as const).map(
    (state) => `${inboxStates[state]} ${inbox[state]}`,
  )
  return [
    processes.length === 0
      ? '没有在运行的客旅'
      : `${processes.length} 个进程在运行（最新是第 ${publication} 次发布）：`,
    ...inColumns(
      processes.map(({ host, pid, role, since, publication: acted }) => [
        `  ${host} ${pid}`,
        role,
        `${timeText(since)} 启动`,
        acted === publication ? `按第 ${acted} 次发布` : `还在按第 ${acted ?? '？'} 次发布`,
      ]),
    ),
    `收件：${states.join('，')}`,
    ...(oldest === null ? [] : [`  最早一条没处理的等了 ${stretchText(oldest.waitedMs)}：${oldest.id}`]),
    `流程：到期 ${runs.due} 人，其中超过 1 分钟没人接手的 ${runs.overdue} 人`,
    ...(stuck.length === 0 ? ['没有卡住的人'] : [`卡住 ${stuck.length} 人：`]),
    ...inColumns(
      stuck.map(({ run, version, step, why: reason }) => [`  ${run}`, version, step, why[reason]]),
    ),
    ...(held.length === 0 ? [] : ['因为缺少定义而停住：']),
    ...inColumns(
      held.map(({ versionId, stepId, why: reason, runs: n }) => [
        `  ${versionId}`,
        stepId,
        `${n} 人`,
        holdText(reason),
      ]),
    ),
    ...(marketingHeldSince === null ? [] : [`营销触达从 ${timeText(marketingHeldSince)} 起全部暂停`]),
    ...(paused.length === 0 ? [] : [`已暂停的流程：${paused.join('、')}`]),
  ]
}
