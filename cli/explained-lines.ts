import { stateNames } from '../domain/definitions/journey-life.ts'
import type {
  JourneyExplanation,
  JourneyTotals,
  MessageExplanation,
  SegmentExplanation,
} from '../domain/explanations/contract.ts'
import type { Explained } from '../domain/explanations/explain-rule.ts'
import type { ExplainedRun } from '../domain/explanations/explain-run.ts'
import { channelText, type ExplainedTouch } from '../domain/explanations/explain-touch.ts'
import { runState } from '../domain/journeys/state-words.ts'
import { inColumns } from './columns.ts'
import { timeText } from './time-words.ts'

const mark = (ok: boolean): string => (ok ? '✓' : '✗')

export function journeyLines(told: JourneyExplanation): string[] {
  const group = told.heldOut ? ['  （这位客户属于空白对照组）'] : []
  return [
    ...head(told),
    ...group,
    '',
    told.writtenAs === 'broadcast' ? '发给谁（按现在的情况）' : '入口（按现在的情况）',
    ...told.entry.flatMap(({ ok, says, rule }) => [
      `  ${mark(ok)} ${says}`,
      ...(rule === undefined ? [] : ruleLines(rule, 2)),
    ]),
    ...aheadLines(told),
    ...told.runs.flatMap(runLines),
  ]
}

export function messageLines(told: MessageExplanation): string[] {
  return [
    ...head(told),
    ...aheadLines(told),
    ...(told.touches.length === 0 ? [] : ['', '每一次']),
    ...told.touches.flatMap(touchLines),
    ...(told.journeys.length === 0 ? [] : ['', '用这条素材的流程和群发']),
    ...told.journeys.map(({ id, name, says }) => `  ${id}「${name}」：${says}`),
  ]
}

export function segmentLines(told: SegmentExplanation): string[] {
  return [
    ...head(told),
    '',
    '条件',
    ...ruleLines(told.rule, 1),
    ...(told.moves.length === 0 ? [] : ['', '进出']),
    ...told.moves.map(({ at, change }) => `  ${timeText(at)} ${change === 'entered' ? '进入' : '离开'}`),
  ]
}

export function totalLines(told: JourneyTotals): string[] {
  return [
    ...head(told),
    ...(told.runs.length === 0 ? [] : ['', '人次']),
    ...inColumns(
      told.runs.map(({ versionId, stepId, state, runs }) => [
        `  ${versionId}`,
        state === 'active' ? `在 ${stepId}` : runState(state),
        `${runs} 人`,
      ]),
    ),
    ...(told.touches.length === 0 ? [] : ['', '触达']),
    ...inColumns(
      told.touches.map(({ messageId, channel, says, touches }) => [
        `  ${messageId}`,
        channelText(channel),
        `${touches} 条`,
        says,
      ]),
    ),
  ]
}

const aheadLines = ({ ahead }: Pick<JourneyExplanation, 'ahead'>): string[] =>
  ahead.map(({ says }) => `  ✗ ${says}`)

function head(told: Pick<JourneyTotals, 'name' | 'version' | 'state' | 'says'>): string[] {
  return [`「${told.name}」${told.version}（${stateNames[told.state]}）`, told.says]
}

const joinWords = { all: '全部满足', any: '满足任意一条', not: '不满足' } as const

/** A rule as a tree: nodes say how their parts are joined, leaves what is asked and what is so. */
function ruleLines({ holds, says, actual, join, parts }: Explained, depth: number): string[] {
  const indent = '  '.repeat(depth)
  if (parts === undefined || join === undefined) {
    return [`${indent}${mark(holds)} ${says}${actual === undefined ? '' : `（实际：${actual}）`}`]
  }
  return [
    `${indent}${mark(holds)} ${joinWords[join]}：`,
    ...parts.flatMap((part) => ruleLines(part, depth + 1)),
  ]
}

function runLines(run: ExplainedRun): string[] {
  const { startedAt, version, cause, tiedTo, step, next, ended, goalMetAt, holdout, overflow, touches } = run
  return [
    '',
    `${timeText(startedAt)} 进入 ${version}，起因：${cause}${holdout ? '（空白对照组）' : ''}`,
    ...(tiedTo.length === 0 ? [] : [`  条件绑定：${tiedTo.join('，')}`]),
    `  ${timeText(step.since)} 走到 ${step.id}：${step.says}`,
    ...(next === null ? [] : [`  接下来：${next.says}${next.at === null ? '' : `（${timeText(next.at)}）`}`]),
    ...(ended === null ? [] : [`  ${timeText(ended.at)} 离开：${ended.says}`]),
    ...(goalMetAt === null ? [] : [`  ${timeText(goalMetAt)} 达成目标`]),
    ...overflow.map(({ at, says }) => `  ${timeText(at)} 跟进待办：${says}`),
    ...touches.flatMap(touchLines),
  ]
}

function touchLines({
  createdAt,
  message,
  channel,
  says,
  decided,
  next,
  decisions,
  attempts,
}: ExplainedTouch): string[] {
  const by =
    decided === null
      ? ''
      : `，由「${decided.gateName}」决定${decided.settings ? `（${decided.settings}）` : ''}`
  return [
    `  ${timeText(createdAt)} ${message} ${channelText(channel)}：${says}${by}`,
    ...decisions
      .filter(({ verdict }) => verdict !== 'pass')
      .map(
        (one) =>
          `    ${timeText(one.at)} ${one.gateName} ${channelText(one.channel)} ${one.why}${inputText(one.inputs)}`,
      ),
    ...attempts.map(({ at, channel: over, outcome, code, message: version }) =>
      `    ${timeText(at)} 调用 ${channelText(over)} ${version ?? ''} ${outcome ?? '没有答复'} ${code ?? ''}`.trimEnd(),
    ),
    ...(next === null ? [] : [`    ${timeText(next)} 再看`]),
  ]
}

/** What a gate looked at, as it was written down. */
function inputText(inputs: Record<string, unknown> | undefined): string {
  const told = Object.entries(inputs ?? {}).flatMap(([name, value]) =>
    value === undefined || value === null
      ? []
      : [`${name}=${value instanceof Date ? timeText(value) : String(value)}`],
  )
  return told.length === 0 ? '' : `（${told.join('，')}）`
}
