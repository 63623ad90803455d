import type { AnswerOf } from '../../api/operations.ts'

export type Look = AnswerOf<'get', '/contact-sync'>
export type Round = NonNullable<Look['running']>
export type Report = Look['reports'][number]
export type Counts = Report['counts']
export type Skipped = Report['skipped'][number]
export type Quota = Look['quota']

/** Of the members; those of whom it is not known yet how many there are count as none. */
export function percentOf({ done, members }: Pick<Round, 'done' | 'members'>): number {
  return members ? Math.floor((Math.min(done, members) / members) * 100) : 0
}

export function leftWords(seconds: number | null): string {
  if (seconds === null) return ''
  return seconds < 90 ? `约还要 ${seconds} 秒` : `约还要 ${Math.ceil(seconds / 60)} 分钟`
}

export function tookWords({ at, endedAt }: Pick<Report, 'at' | 'endedAt'>): string {
  const seconds = Math.round((Date.parse(endedAt) - Date.parse(at)) / 1_000)
  return seconds < 90 ? `${seconds} 秒` : `${Math.round(seconds / 60)} 分钟`
}

/** What a round mended, in the order of how much it matters. */
export function changesIn(counts: Counts): string {
  const parts: [keyof Counts, string][] = [
    ['born', '新建客户'],
    ['begun', '漏听的新好友'],
    ['ended', '已不是好友'],
    ['learnt', '更新客户'],
    ['staffNew', '新员工'],
    ['staffLeft', '离职员工'],
    ['failed', '没能同步的客户'],
  ]
  const said = parts.filter(([name]) => counts[name] > 0).map(([name, label]) => `${label} ${counts[name]}`)
  return said.join('，') || '没有变化'
}
