import { present } from '../../../api/present.ts'
import { fieldOfMoment } from '../../../design/moment-field.ts'
import { figure } from '../../../design/numbers.ts'
import { momentInWords } from '../../../design/times.ts'
import type { Told } from '../figures.ts'
import type { Plan, Step } from '../plan.ts'

export type Answers = Record<Step, { words: string; isDone: boolean }>

/** What each step has come to, for the line under its name. */
export function answersOf(
  plan: Plan,
  known: {
    told?: Told
    tested?: readonly { state: string }[]
    /** Undefined = not looked yet; null = nobody has to. */
    review?: string | null
    /** What the chosen message is called. */
    message?: string
  },
  now = present(),
): Answers {
  const { told, tested, review } = known
  const about = told?.kind === 'about' ? '约 ' : ''
  const arrived = tested?.filter(({ state }) => state === 'sent').length ?? 0
  const field = fieldOfMoment(plan.at)
  return {
    people: {
      words: plan.to === undefined ? '还没选' : told ? figure(told.total, '人') : '选好了',
      isDone: plan.to !== undefined,
    },
    content: {
      words: plan.send?.message ? (known.message ?? plan.send.message) : '还没选素材',
      isDone: Boolean(plan.send?.message),
    },
    forecast: {
      words: told ? `触达 ${about}${figure(told.reached, '人')}` : '选好人和内容就算',
      isDone: told !== undefined,
    },
    test: {
      words: tested ? `发出 ${arrived} / ${tested.length}` : '发给测试账号',
      isDone: tested !== undefined && arrived > 0,
    },
    review: {
      words: review === undefined ? '看要不要复核' : review === null ? '不用复核' : '要一位同事复核',
      isDone: review === null,
    },
    time: {
      words: field === '' ? '还没定' : momentInWords(new Date(String(plan.at)), now),
      isDone: field !== '',
    },
    send: { words: '', isDone: false },
  }
}
