import type { AnswerOf } from '../../../api/operations.ts'
import { figure } from '../../../design/numbers.ts'

export type Steering = AnswerOf<'get', '/journeys/{id}/steering'>['can'][number]

export const steeringNames: Record<Steering, string> = {
  pause: '暂停',
  stop: '停止进入',
  end: '结束',
  resume: '恢复',
}

/** What it means for whoever is on the flow. */
export function consequenceOf(steering: Steering, people: number): string {
  const who = figure(people, '人')
  switch (steering) {
    case 'pause':
      return `不再进新人，${who}停在原地，等待的期限一起停；恢复后接着走，停了多久就顺延多久`
    case 'stop':
      return `不再进新人，${who}照常走完`
    case 'end':
      return `${who}马上离开，排队的消息不再发；已经发出的照常计点击和下单`
    case 'resume':
      return `重新进新人，${who}接着走，停了多久就顺延多久`
  }
}

/** Verb and number: 暂停 412 人. */
export function verbOf(steering: Steering, people: number): string {
  return people === 0 ? steeringNames[steering] : `${steeringNames[steering]} ${figure(people, '人')}`
}
