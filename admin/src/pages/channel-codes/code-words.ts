import type { AnswerOf } from '../../api/operations.ts'

export type Code = AnswerOf<'get', '/channel-codes/{id}'>
export type PoolPerson = NonNullable<Code['made']>['people'][number]
export type Stage = NonNullable<Code['funnel']>['stages'][number]['stage']

export const stageNames: Record<Stage, string> = {
  added: '加为好友',
  day1: '1 天后还在',
  day7: '7 天后还在',
  loggedIn: '登录小程序',
  ordered: '下单',
}

/** What becomes of somebody of the pool now, and how loud it is said. */
export function nowOf({ state, refused }: PoolPerson): {
  says: string
  tone: 'good' | 'attention' | 'bad' | 'quiet'
} {
  switch (state) {
    case 'taking':
      return { says: '在接', tone: 'good' }
    case 'full':
      return { says: '到上限，明天再接', tone: 'attention' }
    case 'refused':
      return { says: refused?.says ?? '企业微信不让接', tone: 'bad' }
    case 'stranger':
      return { says: '导购名单里没有这个人', tone: 'bad' }
    case 'onLeave':
      return { says: '停接，在休假', tone: 'quiet' }
    case 'offShift':
      return { says: '没当班', tone: 'quiet' }
    case 'waiting':
      return { says: '没人当班时接', tone: 'quiet' }
    case 'tooMany':
      return { says: '活码最多 100 人，排不进', tone: 'attention' }
  }
}

const weekdays = ['周日', '周一', '周二', '周三', '周四', '周五', '周六']

/** 周四 3 */
export function dayName(day: string): string {
  const date = new Date(`${day}T00:00:00Z`)
  return `${weekdays[date.getUTCDay()]} ${date.getUTCDate()}`
}

/** 9月2日 */
export function dateName(day: string): string {
  const [, month, date] = day.split('-').map(Number)
  return `${month}月${date}日`
}
