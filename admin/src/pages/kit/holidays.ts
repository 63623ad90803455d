import type { Structure } from '../../drafts/use-draft.ts'

/** Days people do not work, as it is written: 02-15..02-23. */
export interface Stretch {
  name: string
  /** `2026-02-15` */
  from: string
  to: string
}

export interface WrittenYear {
  off: Stretch[]
  /** Working days at a weekend, `2026-02-14`. */
  work: string[]
}

const isRecord = (value: unknown): value is Structure =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const within = (value: unknown, key: string): Structure => {
  const found = isRecord(value) ? value[key] : undefined
  return isRecord(found) ? found : {}
}

/** Years that are written down, in order. */
export const yearsIn = (holidays: unknown): number[] =>
  isRecord(holidays)
    ? Object.keys(holidays)
        .map(Number)
        .sort((a, b) => a - b)
    : []

/** Null where the year is not written down: then its weekends are ordinary ones. */
export function readYear(holidays: unknown, year: number): WrittenYear | null {
  if (!isRecord(holidays) || !isRecord(holidays[year])) return null
  const written = within(holidays, String(year))
  const dayOf = (text: string): string => (text === '' ? '' : `${year}-${text}`)
  const off = Object.entries(within(written, 'off')).map(([name, text]): Stretch => {
    const [from = '', to = from] = String(text).split('..')
    return { name, from: dayOf(from), to: dayOf(to) }
  })
  const work = Array.isArray(written.work) ? written.work.map((day) => dayOf(String(day))) : []
  return { off, work }
}

/** The holidays with this year in them; null takes it out. */
export function withYear(holidays: unknown, year: number, next: WrittenYear | null): Structure | undefined {
  const { [year]: _, ...others } = isRecord(holidays) ? holidays : {}
  const all = next === null ? others : { ...others, [year]: written(next) }
  return Object.keys(all).length === 0 ? undefined : all
}

function written({ off, work }: WrittenYear): Structure {
  const short = (day: string): string => day.slice(5)
  return {
    off: Object.fromEntries(
      off.map(({ name, from, to }) => [name, from === to ? short(from) : `${short(from)}..${short(to)}`]),
    ),
    work: work.map(short),
  }
}

/** `新的假期`, or with the number that is free. */
export function freeName(base: string, taken: readonly string[]): string {
  let name = base
  for (let n = 2; taken.includes(name); n += 1) name = `${base} ${n}`
  return name
}
