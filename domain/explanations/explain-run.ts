import type { KeluEvent } from '../../models/event.ts'
import type { Run } from '../../models/run.ts'
import type { Touch } from '../../models/touch.ts'
import { labelOf, propLabels } from '../audience/labels.ts'
import { valueOfRun } from '../audience/run-values.ts'
import { eventWords } from '../definitions/sentences/entry.ts'
import type { DefinitionNames } from '../definitions/sentences/names.ts'
import { describeStep } from '../definitions/sentences/steps.ts'
import type { Holds } from '../journeys/holds.ts'
import { runValuesOf } from '../journeys/run-values.ts'
import { runState } from '../journeys/state-words.ts'
import type { JourneyDefinition } from '../language/journey.ts'
import { runValuesAsked } from '../language/run-values.ts'
import { momentText, valueText } from './actual-words.ts'
import { type ExplainedTouch, explainOneTouch } from './explain-touch.ts'
import { wordsFor } from './journey-words.ts'

/** One passage of a customer through a journey: where it is, and what comes next and when. */
export interface ExplainedRun {
  id: string
  version: string
  state: Run['state']
  startedAt: Date
  /** zh-CN: what began it. */
  cause: string
  /** zh-CN: the values its conditions are tied to, e.g. `订单号：A`. */
  tiedTo: string[]
  /** In the comparison group: judged and counted, not messaged. */
  holdout: boolean
  /** Where it stands, or stood last. */
  step: { id: string; says: string; since: Date; visit: number }
  /** Why it stands still though it has not ended: `paused`, or `no <kind> <id>`. */
  held: string | null
  /** zh-CN: what comes next; `at` = when at the latest. */
  next: { says: string; at: Date | null } | null
  ended: { at: Date; reason: string; says: string } | null
  goalMetAt: Date | null
  /** zh-CN: follow-ups of it for whom a salesperson's day had no place, and what became of them. */
  overflow: { at: Date; says: string }[]
  touches: ExplainedTouch[]
}

/** Events of follow-ups a salesperson's day had no place for. */
export const overflowEvents = ['task.waits', 'task.turned_away']

export interface RunFacts {
  /** Null when its version is nowhere to be found. */
  definition: JourneyDefinition | null
  causeEvent: { name: string; at: Date } | null
  /** Of `overflowEvents`, of the customer. */
  overflow: readonly Pick<KeluEvent, 'name' | 'at' | 'props'>[]
  touches: readonly Touch[]
  holds: Holds
  names: DefinitionNames
}

export function explainRun(run: Run, facts: RunFacts): ExplainedRun {
  const { definition, touches } = facts
  const step = definition?.steps[run.stepId]
  const held = definition && run.state === 'active' ? facts.holds.atStep(definition, run.stepId) : null
  return {
    id: run._id,
    version: run.versionId,
    state: run.state,
    startedAt: run.startedAt,
    cause: run.waitAtMostMs === undefined ? causeText(run.cause, facts.causeEvent) : '测试账号走一遍',
    tiedTo: definition === null ? [] : tiesOf(run, definition),
    holdout: run.holdout,
    step: {
      id: run.stepId,
      says:
        definition && step
          ? describeStep(step, { steps: definition.steps, names: facts.names })
          : '步骤不在流程里',
      since: run.enteredStepAt,
      visit: run.visit,
    },
    held,
    next: run.state === 'active' ? nextOf(run, held, facts) : null,
    ended:
      run.state === 'ended'
        ? {
            at: run.endedAt ?? run.startedAt,
            reason: run.endReason ?? '',
            says: runState(run.endReason ?? run.state),
          }
        : null,
    goalMetAt: run.goalMetAt ?? null,
    overflow: facts.overflow
      .filter(({ props }) => String(props.taskId).startsWith(`${run._id}:`))
      .map(({ name, at, props }) => ({ at, says: overflowText(name, props) })),
    touches: touches.map(explainOneTouch),
  }
}

function overflowText(name: string, { staff, until }: KeluEvent['props']): string {
  const why = `${String(staff)} 当天的待办已满`
  if (name === 'task.turned_away') return `${why}，没有派出去，走了另一条路`
  return `${why}，等到 ${until instanceof Date ? momentText(until) : '下个工作日'} 再派`
}

function causeText(cause: string, event: RunFacts['causeEvent']): string {
  if (event !== null) return `${momentText(event.at)}「${eventWords(event.name, undefined)}」`
  const time = /^time:(.+)$/.exec(cause)?.[1]
  if (time !== undefined) return `安排的时间 ${momentText(new Date(time))}`
  const [, festival, year] = /^festival:(.+):(\d+)$/.exec(cause) ?? []
  return festival === undefined ? cause : `${year} 年${festival}`
}

/** What its conditions ask of what began it and of the last answer, with what is so of this run. */
function tiesOf(run: Run, definition: JourneyDefinition): string[] {
  const asked = runValuesAsked(definition)
  const values = runValuesOf(run)
  return (['entry', 'answer'] as const).flatMap((from) =>
    asked[from].map((prop) => {
      const what = `${tiedWords[from]}${labelOf(propLabels, prop)}`
      return `${what}：${valueText(valueOfRun({ from, prop }, values))}`
    }),
  )
}

const tiedWords = { entry: '起因的', answer: '答复的' } as const

function nextOf(run: Run, held: string | null, { definition }: RunFacts): ExplainedRun['next'] {
  const at = run.dueAt ?? null
  if (definition === null) return { says: '找不到它的流程版本，需要人处理', at: null }
  if (held !== null)
    return {
      says: held === 'paused' ? `${wordsFor(definition).it}已暂停，恢复后继续` : `停在这里：${held}`,
      at: null,
    }
  if (run.failures > 0) return { says: `这一步连续出错 ${run.failures} 次，会再试`, at }
  if (run.lease !== undefined) return { says: '正在处理', at }
  const step = definition.steps[run.stepId]
  switch (step?.kind) {
    case 'wait':
      return { says: '等到时间后继续', at }
    case 'waitFor':
      return { says: '等这件事发生，最晚到这个时间', at }
    case 'send':
      return { says: '等这条消息发出或有了结果再继续', at }
    default:
      return { says: '马上继续', at }
  }
}
