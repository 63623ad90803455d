import { eventLabels } from '../domain/audience/labels.ts'
import type { InboxState } from '../models/inbox.ts'

export const inboxStates: Record<InboxState, string> = {
  received: '待处理',
  done: '已处理',
  failed: '失败',
  ignored: '无需处理',
}

const ends: Record<string, string> = {
  active: '进行中',
  completed: '走完',
  merged: '并入另一位客户的流程',
  journeyEnded: '流程被结束',
}

/** How a run stands, or why it ended: `active`, `completed`, `exit:<event>`, or what the author called it. */
export function runState(state: string): string {
  const event = /^exit:(.+)$/.exec(state)?.[1]
  if (event !== undefined) return `${eventLabels[event] ?? event}后离开`
  return ends[state] ?? state
}
