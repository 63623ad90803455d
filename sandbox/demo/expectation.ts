type Counts = Record<string, number>

/** What must come of one person, or of many, by the rules; absent means none. */
export interface Expectation {
  customers?: number
  /** WeCom callbacks of a change in a friendship. */
  callbacks?: number
  /** `channel.state` */
  touches?: Counts
  skips?: Counts
  fallbacks?: number
  /** `journey.reason it ended for` */
  runs?: Counts
  goals?: Counts
  tasks?: Counts
  /** Tasks and reminders that reached a salesperson by SMS. */
  staffSms?: number
}

/** Adds up, count by count. */
export function merge(...all: Expectation[]): Expectation {
  const sum: Record<string, number | Counts> = {}
  for (const each of all) {
    for (const [key, value] of Object.entries(each) as [string, number | Counts][]) {
      sum[key] =
        typeof value === 'number'
          ? ((sum[key] as number | undefined) ?? 0) + value
          : addCounts((sum[key] as Counts | undefined) ?? {}, value)
    }
  }
  return sum as Expectation
}

function addCounts(a: Counts, b: Counts): Counts {
  const sum = { ...a }
  for (const [key, value] of Object.entries(b)) sum[key] = (sum[key] ?? 0) + value
  return sum
}
