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
      return over(head, 'ended')
  }
}

/** Live, with nothing of a pause about it. */
export function running({ pausedAt: _, resumedAt: __, ...head }: Head): Head {
  return { ...head, state: 'live' }
}

/** Nobody enters any more, whatever was planned for it. */
export function over({ key, number, since }: Head, state: 'ended' | 'retired'): Head {
  return { key, number, since, state }
}

/** After a new version: whoever paused it resumes it, and a first release stays with those it was begun for. */
export function withVersion(
  before: Head | undefined,
  version: { key: string; number: number },
  now: Date,
): Head {
  const { key, number } = version
  if (before === undefined) return { key, number, since: now, state: 'live' }
  const { pilot, ...head } = isParked(before) ? before : running(before)
  if (pilot === undefined || pilot.number === number) return { ...head, number }
  return { ...head, number, pilot: pilot.number === before.number ? { ...pilot, number } : pilot }
}
