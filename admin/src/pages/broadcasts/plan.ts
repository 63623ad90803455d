import { fieldOfMoment, momentOfField } from '../../design/moment-field.ts'

/** A 群发 as it is written; what a marketer has not filled in yet is missing. */
export interface Plan {
  broadcast: string
  name?: string
  to?: Record<string, unknown>
  send?: { message?: string; channels?: string[]; whenCapped?: 'skip' | 'next day'; confirmUntil?: string }
  at?: unknown
  holdout?: number
  [other: string]: unknown
}

export const steps = [
  { key: 'people', label: '选人' },
  { key: 'content', label: '写内容' },
  { key: 'forecast', label: '预估' },
  { key: 'test', label: '测试' },
  { key: 'review', label: '复核' },
  { key: 'time', label: '定时' },
  { key: 'send', label: '发送' },
] as const
export type Step = (typeof steps)[number]['key']

export const stepAfter = (step: Step): Step | null => steps[indexOf(step) + 1]?.key ?? null
export const stepBefore = (step: Step): Step | null => steps[indexOf(step) - 1]?.key ?? null
export const indexOf = (step: Step): number => steps.findIndex(({ key }) => key === step)

/** Whether everything is said that a forecast needs. */
export function isWhole({ to, send, at }: Plan): boolean {
  return to !== undefined && Boolean(send?.message) && at !== undefined
}

/** The segment it goes to, where its people are one. */
export function segmentOf({ to }: Plan): string | null {
  const segment = to?.segment
  return typeof segment === 'string' && Object.keys(to ?? {}).length === 1 ? segment : null
}

/** What a forecast depends on: the same text gives the same figures. */
export function keyOf({ broadcast, to, send, at, holdout }: Plan): string {
  return JSON.stringify([broadcast, to, send, at, holdout])
}

const hourMs = 3_600_000

/** Tomorrow at ten: inside every channel's hours. */
export function proposedTime(now: Date): string {
  const tomorrow = new Date(now.getTime() + 8 * hourMs + 24 * hourMs)
  return momentOfField(`${tomorrow.toISOString().slice(0, 10)}T10:00`)
}

/** Moments a 群发 is compared with: the evening of its day, and the next day at its hour. */
export function otherTimes(at: unknown): string[] {
  const field = fieldOfMoment(at)
  if (field === '') return []
  const next = new Date(`${field}:00Z`)
  next.setUTCDate(next.getUTCDate() + 1)
  const evening = `${field.slice(0, 10)}T19:00`
  return [...(evening === field ? [] : [evening]), next.toISOString().slice(0, 16)].map(momentOfField)
}

/** A name of its own for a new one: names stay, titles change. */
export function newId(now: Date, random: () => number = Math.random): string {
  const day = new Date(now.getTime() + 8 * hourMs).toISOString().slice(0, 10).replaceAll('-', '')
  return `b-${day}-${Math.floor(random() * 36 ** 5)
    .toString(36)
    .padStart(5, '0')}`
}
