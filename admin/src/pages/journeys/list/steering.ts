import type { AnswerOf } from '../../../api/operations.ts'
import { figure } from '../../../design/numbers.ts'
import { dayInWords } from '../../../design/times.ts'

export type Ahead = AnswerOf<'get', '/journeys/{id}/steering'>
export type Steering = Ahead['can'][number]

export const steeringNames: Record<Steering, string> = {
  pause: '暂停',
  stop: '停止进入',
  end: '结束',
  resume: '恢复',
}

/** What it means for whoever is on the flow, and for what is not out yet. */
export function consequenceOf(steering: Steering, ahead: Ahead, now: Date): string {
  const who = figure(ahead.people, '人')
  const waiting = messagesOf(ahead)
  switch (steering) {
    case 'pause':
      return `不再进新人，${who}停在原地，等待的期限一起停${waiting && `，${waiting}先不发`}；恢复后接着走，停了多久就顺延多久`
    case 'stop': {
      const by = ahead.walkedOutBy && dayInWords(new Date(ahead.walkedOutBy), now)
      return `不再进新人，${who}照常走完${waiting && `，${waiting}照发`}${by ? `，约 ${by} 全部走完` : ''}`
    }
    case 'end':
      return `${who}马上离开，${waiting ? `${waiting}不再发` : '没有排队的消息'}${onTheWay(ahead)}；已经发出的照常计点击和下单`
    case 'resume':
      return `重新进新人，${who}接着走，停了多久就顺延多久`
  }
}

/** 排队的 38 条短信和 17 封邮件 */
function messagesOf({ queued }: Ahead): string {
  if (queued.length === 0) return ''
  const each = queued.map(({ channel, label, messages }) => {
    return `${figure(messages, channel === 'email' ? '封' : '条')}${label}`
  })
  return `排队的 ${each.join('、').replace(/、([^、]+)$/, '和 $1')}`
}

const onTheWay = ({ sending }: Ahead): string =>
  sending === 0 ? '' : `，正在交给平台的 ${figure(sending, '条')}收不回`

/** Verb and number: 暂停 412 人. */
export function verbOf(steering: Steering, people: number): string {
  return people === 0 ? steeringNames[steering] : `${steeringNames[steering]} ${figure(people, '人')}`
}
