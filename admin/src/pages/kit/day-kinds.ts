/** How a day that means something comes: the same day each year, by the moon, by a solar term, or once. */
export const dayKinds = { yearly: '每年', lunar: '农历', term: '节气', once: '只一次' } as const
export type DayKind = keyof typeof dayKinds

/** A day as it is edited. */
export interface NamedDay {
  name: string
  kind: DayKind
  /** `10-01`, of the moon, too; `清明`; `2026-05-20`. */
  value: string
}

export const solarTerms = [
  ['小寒', '大寒', '立春', '雨水', '惊蛰', '春分', '清明', '谷雨', '立夏', '小满', '芒种', '夏至'],
  ['小暑', '大暑', '立秋', '处暑', '白露', '秋分', '寒露', '霜降', '立冬', '小雪', '大雪', '冬至'],
].flat()

/** What a day is written as, in the language. */
export function ruleOf({ kind, value }: NamedDay): unknown {
  if (kind === 'lunar') return { lunar: value }
  return kind === 'term' ? { term: value } : value
}

export function readDays(written: unknown): NamedDay[] {
  if (typeof written !== 'object' || written === null) return []
  return Object.entries(written).map(([name, rule]) => ({ name, ...read(rule) }))
}

/** Undefined where there is none: the field is left out. */
export function writeDays(days: readonly NamedDay[]): Record<string, unknown> | undefined {
  return days.length === 0 ? undefined : Object.fromEntries(days.map((day) => [day.name, ruleOf(day)]))
}

/** What a day begins with when it becomes one of this kind. */
export function beginningOf(kind: DayKind, year: number): string {
  return { yearly: '01-01', lunar: '01-01', term: '清明', once: `${year}-01-01` }[kind]
}

/** The moon has months of 30 days at most. */
export const daysOfMonth = (kind: DayKind, month: number): number => {
  if (kind === 'lunar') return 30
  // A leap day comes in some years only; the language takes it.
  return new Date(Date.UTC(2024, month, 0)).getUTCDate()
}

function read(rule: unknown): Omit<NamedDay, 'name'> {
  if (typeof rule === 'object' && rule !== null) {
    if ('lunar' in rule) return { kind: 'lunar', value: String(rule.lunar) }
    if ('term' in rule) return { kind: 'term', value: String(rule.term) }
  }
  const value = typeof rule === 'string' ? rule : ''
  return { kind: /^\d{4}-/.test(value) ? 'once' : 'yearly', value }
}
