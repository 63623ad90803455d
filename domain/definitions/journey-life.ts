import type { Head, HeadState } from '../../models/definitions.ts'

/** What a marketer can do with a journey that is in use. */
export type Steering = 'pause' | 'resume' | 'stop' | 'end'

/** A definition with these is loaded, checked and may be leaned on. */
const inUse: readonly HeadState[] = ['live', 'paused', 'resuming', 'stopped']

export function isInUse({ state }: Pick<Head, 'state'>): boolean {
  return inUse.includes(state)
}

/** People on it stand still. */
export function isParked({ state }: Pick<Head, 'state'>): boolean {
  return state === 'paused' || state === 'resuming'
}

const from: Record<Steering, readonly HeadState[]> = {
  pause: ['live'],
  resume: ['paused', 'stopped'],
  stop: ['live'],
  end: inUse,
}

/** zh-CN, as in 已暂停. */
export const stateNames: Record<HeadState, string> = {
  live: '运行中',
  paused: '已暂停',
  resuming: '正在恢复',
  stopped: '已停止进入',
  ended: '已结束',
  retired: '已停用',
}

/** The journey after it; or, in zh-CN, why that cannot be done now. */
export function steer(head: Head, steering: Steering, now: Date): Head | { expected: string; todo: string } {
  if (!from[steering].includes(head.state)) {
    const states = from[steering].map((state) => stateNames[state]).join('、')
    return { expected: `${states}的流程（现在${stateNames[head.state]}）`, todo: '先看流程现在的状态' }
  }
  switch (steering) {
    case 'pause':
      return { ...head, state: 'paused', pausedAt: now }
    case 'resume':
      return head.state === 'stopped' ? running(head) : { ...head, state: 'resuming', resumedAt: now }
    case 'stop':
      return { ...running(head), state: 'stopped' }
    case 'end':
      return { ...running(head), state: 'ended' }
  }
}

/** Live, with nothing of a pause about it. */
export function running({ key, number, since }: Head): Head {
  return { key, number, since, state: 'live' }
}

/** After a new version: whoever paused it resumes it, whatever it says by then. */
export function withVersion(
  before: Head | undefined,
  version: { key: string; number: number },
  now: Date,
): Head {
  const { key, number } = version
  if (before === undefined) return { key, number, since: now, state: 'live' }
  return isParked(before) ? { ...before, number } : { ...running(before), number }
}
