import { clockText, defaultZone, localTime } from '../../local-time.ts'

/** What a salesperson is reminded with, in one sentence (zh-CN). */
export function reminderWords({
  name,
  people,
  until,
}: {
  name: string
  people: number
  until: Date
}): string {
  const { hour, minute } = localTime(until, defaultZone)
  const by = clockText(hour * 60 + minute)
  return `「${name}」等您确认发送给 ${people} 位客户：打开企业微信「客户联系 → 群发助手」确认，${by} 截止，之后系统改用其他方式通知客户。`
}
