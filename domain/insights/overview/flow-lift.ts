import { analyse } from '../../experiments/analysis.ts'
import type { Experiment } from '../../experiments/experiment.ts'
import type { Reading } from '../../experiments/reading.ts'
import { muchText, type VerdictKind, verdictOn } from '../../experiments/verdict.ts'

/** One flow beside those it holds out, as its page under A/B 测试 says. */
export interface FlowLift {
  flow: string
  /** more, less = told; doubtful = people were dealt wrongly; open = it cannot be told, or not yet. */
  state: 'more' | 'less' | 'same' | 'doubtful' | 'open'
  /** In a word or two (zh-CN): +33%, 看不出. */
  says: string
}

const words: Record<Exclude<VerdictKind, 'told'>, Pick<FlowLift, 'state' | 'says'>> = {
  noGoal: { state: 'open', says: '没有目标' },
  nobody: { state: 'open', says: '还没人' },
  waiting: { state: 'open', says: '还没满期' },
  emptyArm: { state: 'open', says: '有一组没人' },
  stray: { state: 'doubtful', says: '人数跑偏，先别信' },
  same: { state: 'same', says: '没差别' },
  open: { state: 'open', says: '看不出' },
}

/** Pure: of a hold-out, from the very verdict its own page shows. */
export function flowLiftOf(experiment: Experiment, reading: Reading): FlowLift {
  const flow = experiment.journeyId
  const analysis = analyse(experiment, reading)
  const { kind } = verdictOn(experiment, reading, analysis)
  const [comparison] = analysis.comparisons
  if (kind !== 'told' || comparison === undefined) return { flow, ...words[kind === 'told' ? 'open' : kind] }
  const isMore = (comparison.difference ?? 0) > 0
  return { flow, state: isMore ? 'more' : 'less', says: `${isMore ? '+' : '−'}${muchText(comparison)}` }
}
