import type { StuckWhy } from '../../domain/journeys/contract.ts'
import { lookAtRunning, type Running } from '../../server/running/look-at-running.ts'
import { stageWords } from '../../server/running/stage-words.ts'
import { inColumns } from '../columns.ts'
import type { Answer, Command } from '../command.ts'
import { inboxStates } from '../state-words.ts'
import { stretchText, timeText } from '../time-words.ts'
import { holdText } from './runs.ts'
import { traitReportLines } from './traits.ts'

/** Of one kind; a program gets all of them. */
const mostNamed = 10

const why: Record<StuckWhy, string> = {
  noVersion: '找不到它的流程版本',
  failing: '这一步一再出错',
  noWayOn: '没有下一步的时间（客旅会自行修复）',
  overdue: '到期很久，没有进程接手',
}

/** Whether everything goes on: processes, what came in, how fast, what waits, and people on their way. */
export const status: Command = {
  usage: 'status',
  summary: '运行情况：进程、收件、排队、快慢、到期和超时的人、卡住和停住的',
  async run({ world }) {
    const found = await lookAtRunning(await world())
    return { lines: linesOf(found), json: found } satisfies Answer
  },
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
  queues,
  freshness,
  standing,
  traits,
  retention,
}: Running): string[] {
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
    ...queueLines(queues),
    ...freshnessLines(freshness),
    `流程：到期 ${runs.due} 人，其中超过 1 分钟没人接手的 ${runs.overdue} 人`,
    ...(stuck.length === 0 ? ['没有卡住的人'] : [`卡住 ${stuck.length} 人：`]),
    ...inColumns(
      stuck.map(({ run, version, step, why: reason }) => [`  ${run}`, version, step, why[reason]]),
    ),
    ...standing.flatMap(({ says, ids, mends }) => [
      `${says}${mends ? '（客旅会自行修复）' : ''}：${ids.length} 个`,
      ...ids.slice(0, mostNamed).map((id) => `  ${id}`),
    ]),
    ...traitReportLines(traits),
    retentionLine(retention),
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

function retentionLine(last: Running['retention']): string {
  if (last === null) return '到期的记录：还没有删过（每天 5:10）'
  const count = Object.values(last.removed).reduce((sum, one) => sum + one, 0)
  const state = last.endedAt === undefined ? '还没删完' : '删完了'
  return `到期的记录：${timeText(last.at)} 起删了 ${count} 条，${state}`
}

function queueLines({ events, oldestEvent, touches, tasks, outboxes }: Running['queues']): string[] {
  const oldest =
    oldestEvent === null
      ? []
      : [
          `  最早一个没处理的事件是 ${timeText(oldestEvent.receivedAt)} 收到的 ${oldestEvent.name}：${oldestEvent.id}`,
        ]
  return [`排队：事件 ${events}，触达 ${touches}，待办 ${tasks}，客户变更 ${outboxes}`, ...oldest]
}

/** Ten minutes of each process; one that had nothing to do says nothing. */
function freshnessLines(freshness: Running['freshness']): string[] {
  return freshness.flatMap(({ host, pid, stages }) => {
    if (stages === null) return [`快慢：${host} ${pid} 没有答复`]
    if (stages.length === 0) return [`快慢：${host} ${pid} 近 10 分钟没有事情`]
    return [
      `快慢：${host} ${pid} 近 10 分钟`,
      ...inColumns(
        stages.map(({ stage, p50, p95, p99 }) => [
          `  ${stageWords[stage]}`,
          `一半 ${secondsText(p50)}`,
          `95% ${secondsText(p95)}`,
          `99% ${secondsText(p99)}`,
        ]),
      ),
    ]
  })
}

const secondsText = (seconds: number): string =>
  seconds < 1 ? `${Math.round(seconds * 1_000)} 毫秒` : stretchText(seconds * 1_000)
