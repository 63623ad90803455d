import type { Channel } from '../../models/customer.ts'
import type { Attempt, Decision, Touch } from '../../models/touch.ts'
import { channelLabels, labelOf } from '../audience/labels.ts'
import { finalDecision } from '../outreach/touch/decisions.ts'
import { explainTouch, reasonText } from '../outreach/touch/explain.ts'

/** What decided, in words people know (zh-CN). */
const gateNames: Record<string, string> = {
  identity: '联系方式',
  consent: '营销授权',
  doNotDisturb: '勿扰',
  excluded: '不打扰',
  holdout: '空白对照组',
  useBy: '消息的有效时间',
  journeyActive: '流程或群发的状态',
  marketingHeld: '全部暂停营销',
  content: '内容',
  quietHours: '免打扰时段',
  providerQuota: '平台限额',
  capSlot: '触达频控',
  channel: '渠道选择',
  provider: '平台的答复',
  receipt: '平台的回执',
}

export interface ExplainedDecision
  extends Pick<Decision, 'at' | 'verdict' | 'reason' | 'channel' | 'until' | 'inputs' | 'final'> {
  gate: string
  /** zh-CN. */
  gateName: string
  why: string
  /** Version of the settings it was decided by, where settings decided. */
  settings: string | null
}

/** One message to one customer: how it stands, what decided that, and what comes next. */
export interface ExplainedTouch {
  id: string
  message: string
  journey: string | null
  step: string | null
  channel: Channel | null
  state: Touch['state']
  createdAt: Date
  /** zh-CN, one sentence. */
  says: string
  /** The decision it stands by: the final one, else the last. */
  decided: ExplainedDecision | null
  /** When it is looked at again; null when nothing more comes. */
  next: Date | null
  decisions: ExplainedDecision[]
  attempts: Pick<
    Attempt,
    'channel' | 'at' | 'outcome' | 'code' | 'message' | 'segments' | 'possibleDuplicate'
  >[]
}

const open: ReadonlySet<Touch['state']> = new Set(['planned', 'reserved', 'sending', 'deferred'])

export function explainOneTouch(touch: Touch): ExplainedTouch {
  const decided = finalDecision(touch) ?? touch.decisions.at(-1)
  return {
    id: touch._id,
    message: touch.messageId,
    journey: touch.journeyId ?? null,
    step: touch.stepId ?? null,
    channel: touch.channel ?? null,
    state: touch.state,
    createdAt: touch.createdAt,
    says: explainTouch(touch),
    decided: decided ? explainDecision(decided) : null,
    next: open.has(touch.state) ? (touch.dueAt ?? decided?.until ?? null) : null,
    decisions: touch.decisions.map(explainDecision),
    attempts: touch.attempts.map(({ channel, at, outcome, code, message, segments, possibleDuplicate }) => ({
      channel,
      at,
      outcome,
      code,
      message,
      segments,
      possibleDuplicate,
    })),
  }
}

function explainDecision(decision: Decision): ExplainedDecision {
  const { at, gate, verdict, reason, channel, until, inputs, final } = decision
  const settings = inputs?.settings
  return {
    at,
    gate,
    gateName: labelOf(gateNames, gate),
    verdict,
    reason,
    why: verdict === 'pass' ? '通过' : reasonText(reason),
    channel,
    until,
    inputs,
    final,
    settings: typeof settings === 'string' ? settings : null,
  }
}

/** `短信`, or nothing where no channel was chosen yet. */
export const channelText = (channel: Channel | null | undefined): string =>
  channel === null || channel === undefined ? '' : channelLabels[channel]
