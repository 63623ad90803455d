import { eventLabels, labelOf } from '../audience/labels.ts'

const ends: Record<string, string> = {
  active: '进行中',
  completed: '走完',
  merged: '并入另一位客户的流程',
  journeyEnded: '流程被结束',
  leftByApi: '外部系统让其离开',
  leftByChoice: '发布新版时离开',
  step_missing: '步骤不在流程里',
}

/** How a run stands, or why it ended (zh-CN): `active`, `completed`, `exit:<event>`, or what the author called it. */
export function runState(state: string): string {
  const event = /^exit:(.+)$/.exec(state)?.[1]
  return event === undefined ? labelOf(ends, state) : `${labelOf(eventLabels, event)}后离开`
}
