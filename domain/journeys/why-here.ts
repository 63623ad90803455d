import type { Run } from '../../models/run.ts'
import type { Touch } from '../../models/touch.ts'
import type { StepDefinition } from '../language/journey.ts'
import { reasonText } from '../outreach/touch/explain.ts'
import { paused } from './holds.ts'

/** Later than this is late: a sweep and a batch have passed by then. */
export const lateAfterMs = 60_000

export interface WhyHere {
  /** The same for all who stand here for the same thing. */
  reason: string
  /** zh-CN, a few words. */
  says: string
  isLate: boolean
}

/** Why somebody stands at a step, and whether they should have gone on. `held`: why people here are held; see `createHolds`. */
export function whyHere(
  run: Pick<Run, 'dueAt' | 'failures' | 'lease'>,
  { step, held, touch, now }: { step?: StepDefinition; held: string | null; touch?: Touch; now: Date },
): WhyHere {
  const isDue = run.dueAt !== undefined && now.getTime() - run.dueAt.getTime() > lateAfterMs
  const isLate = isDue && held === null
  const because = (reason: string, says: string): WhyHere => ({ reason, says, isLate })
  if (held === paused) return because('paused', '流程已暂停')
  if (held !== null) return because('held', '这一步用到的内容不在了')
  if (run.failures > 0) return because('failing', '这一步出错，会再试')
  const deferred = touch?.state === 'deferred' ? touch.decisions.at(-1) : undefined
  if (deferred) return because(deferred.reason, reasonText(deferred.reason))
  if (isLate) return because('late', '到时间了还没走')
  switch (step?.kind) {
    case 'wait':
      return because('wait', '等时间到')
    case 'waitFor':
      return because('answer', '等客户的动作')
    case 'send':
      return because('sending', '等消息发出')
    default:
      return because('passing', '马上继续')
  }
}
