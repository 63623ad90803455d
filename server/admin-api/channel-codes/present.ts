import type { CodeLook } from '../../../domain/channel-codes/keep-codes.ts'
import type { Gap } from '../../../domain/channel-codes/look-at-codes.ts'
import type { PoolPerson } from '../../../domain/channel-codes/pool.ts'
import type { MemberRefusal } from '../../../domain/channel-codes/ports.ts'
import type { ChannelCodeDefinition } from '../../../domain/language/channel-code.ts'
import type { Registry } from '../../../domain/language/registry.ts'
import type { VariableDefinition } from '../../../domain/language/variable.ts'
import { clockText, isoDay } from '../../../domain/local-time.ts'
import type { WeekView } from '../../../domain/roster/week-view.ts'
import { presentSpan } from '../rosters/present.ts'

const refusalWords: Record<MemberRefusal, string> = {
  notActivated: '还没激活企业微信',
  noRealName: '没做实名，企业微信不让接',
  noLicence: '没有互通许可',
  unknown: '企业微信里没有这个账号',
  outOfRange: '不在应用可见范围，或没开客户联系',
}

/** What the whole of a code is refused for, by WeCom's code (document 90313); others are told by their number. */
const faultWords: Record<string, string> = {
  '41045': '企业的活码数到上限了，先删掉不用的',
  '48002': '应用没有客户联系的权限，在企业微信后台加上',
  '60020': '服务器地址不在企业可信 IP 里',
}

/** What is wrong with a code, worst first. */
export function wrongWith(look: CodeLook, gap: Gap | null, today: string): string[] {
  const { way, pool } = look
  const wrong: string[] = []
  if (way?.fault) wrong.push(faultWords[way.fault.code] ?? `企业微信没办成，错误码 ${way.fault.code}`)
  const names = (state: PoolPerson['state']) =>
    pool.people
      .filter((person) => person.state === state)
      .map(({ name }) => name)
      .join('、')
  if (pool.users.length === 0) wrong.push('现在没人能接，也没有替补，仍加给上次在接的人')
  if (names('refused')) wrong.push(`${names('refused')}不能接`)
  if (names('stranger')) wrong.push(`名单里没有${names('stranger')}`)
  if (gap) wrong.push(gapInWords(gap, today, pool.people))
  return wrong
}

function gapInWords(
  { day, fromMinute, toMinute }: Gap,
  today: string,
  people: readonly PoolPerson[],
): string {
  const backup = people.filter(({ isBackup }) => isBackup).map(({ name }) => name)
  const when = `${day === today ? '今天' : '明天'} ${clockText(fromMinute)}–${clockText(toMinute)} `
  const then = backup.length > 0 ? `会走替补${backup.join('、')}` : '也没有替补'
  return `${when}没人当班，${then}`
}

export function presentPerson(person: PoolPerson, week: WeekView) {
  const { userid, name, isBackup, state, today, perDay, refused } = person
  const span = week.people.find((one) => one.userid === userid)?.cells[0]?.span ?? null
  const says = refused && (refusalWords[refused.why as MemberRefusal] ?? refused.why)
  return {
    userid,
    name,
    isBackup,
    state,
    span: span && presentSpan(span),
    today,
    perDay,
    refused: refused && says !== null ? { says, code: refused.code } : null,
  }
}

export function presentMessage(id: string, registry: Registry) {
  const message = registry.has('message', id) ? registry.message(id) : null
  const variables = Object.entries(message?.variables ?? {}).map(([name, variable]) =>
    presentVariable(name, variable),
  )
  return { id, name: message?.name ?? id, text: message?.content.welcome?.text ?? '', variables }
}

function presentVariable(name: string, variable: VariableDefinition) {
  return variable.kind === 'value'
    ? { kind: variable.kind, name, from: variable.from }
    : { kind: variable.kind, name }
}

/** What a code says of itself. */
export function presentDefinition({ id, name, state, tags, until }: ChannelCodeDefinition, now: Date) {
  const isOver = until !== undefined && isoDay(now) > until
  return { id, name, state: state ?? null, tags, until: until ?? null, isOver }
}
