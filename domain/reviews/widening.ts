import type { Cap, CompanyRules } from '../language/settings.ts'
import type { LocalWindow } from '../local-time.ts'

/** What of these rules lets more be sent than before, each in a few words (zh-CN); nothing where they only hold back more. */
export function wideningIn(before: CompanyRules, after: CompanyRules): string[] {
  return [
    ...capsWidened(before, after),
    ...hoursWidened(before, after),
    ...excludeWidened(before, after),
    ...reviewWidened(before, after),
  ]
}

const unlimited = Number.POSITIVE_INFINITY

function capsWidened({ caps: before }: CompanyRules, { caps: after }: CompanyRules): string[] {
  const parts: [name: string, before: Partial<Cap>, after: Partial<Cap>][] = [
    ['触达上限', before, after],
    ...keysOf(before.channels, after.channels).map((channel): [string, Partial<Cap>, Partial<Cap>] => [
      `${channel} 的上限`,
      before.channels[channel] ?? {},
      after.channels[channel] ?? {},
    ]),
    ...keysOf(before.categories ?? {}, after.categories ?? {}).map(
      (category): [string, Partial<Cap>, Partial<Cap>] => [
        `「${category}」的上限`,
        before.categories?.[category] ?? {},
        after.categories?.[category] ?? {},
      ],
    ),
  ]
  return parts.filter(([, old, now]) => isWider(old, now)).map(([name]) => `${name}调高`)
}

const isWider = (before: Partial<Cap>, after: Partial<Cap>): boolean =>
  (after.perDay ?? unlimited) > (before.perDay ?? unlimited) ||
  (after.perWeek ?? unlimited) > (before.perWeek ?? unlimited)

function hoursWidened(before: CompanyRules, after: CompanyRules): string[] {
  const channels = keysOf(before.channelHours, after.channelHours)
  const shorter = [
    ...(opensMore(before.hours, after.hours) ? ['免打扰时段缩短'] : []),
    ...channels
      .filter((channel) =>
        opensMore(before.channelHours[channel] ?? before.hours, after.channelHours[channel] ?? after.hours),
      )
      .map((channel) => `${channel} 的免打扰时段缩短`),
  ]
  return shorter
}

/** Whether some minute is open that was not. A window may go over midnight. */
function opensMore(before: LocalWindow, after: LocalWindow): boolean {
  const dayMinutes = 24 * 60
  for (let minute = 0; minute < dayMinutes; minute += 1) {
    if (isOpen(after, minute) && !isOpen(before, minute)) return true
  }
  return false
}

const isOpen = ({ fromMinute, toMinute }: LocalWindow, minute: number): boolean =>
  fromMinute <= toMinute
    ? minute >= fromMinute && minute < toMinute
    : minute >= fromMinute || minute < toMinute

function excludeWidened({ exclude: before }: CompanyRules, { exclude: after }: CompanyRules): string[] {
  return Object.keys(before)
    .filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
    .map((name) => (after[name] === undefined ? `不再排除「${name}」` : `排除「${name}」的条件变了`))
}

function reviewWidened(
  { review: before = {} }: CompanyRules,
  { review: after = {} }: CompanyRules,
): string[] {
  const looser =
    (after.people ?? unlimited) > (before.people ?? unlimited) ||
    (after.couponFen ?? unlimited) > (before.couponFen ?? unlimited) ||
    (after.refundFen ?? unlimited) > (before.refundFen ?? unlimited) ||
    (before.settings === true && after.settings !== true)
  return looser ? ['复核的规则放宽'] : []
}

function keysOf<T extends object>(before: T, after: T): (keyof T & string)[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])] as (keyof T & string)[]
}
