import type { Child } from './child.ts'
import type { Scale } from './parts.ts'

export interface AgendaSetting {
  processEveryMs: number
  concurrency: number
  lockLimit: number
}

export interface AgendaSitting {
  done: number
  perSecond: number
}

/** A worker does at most lock limit / poll of them; a large backlog is locked one document at a time before it begins. */
const settings: AgendaSetting[] = [
  { processEveryMs: 20, concurrency: 20, lockLimit: 20 },
  { processEveryMs: 50, concurrency: 50, lockLimit: 50 },
  { processEveryMs: 100, concurrency: 100, lockLimit: 100 },
  { processEveryMs: 200, concurrency: 400, lockLimit: 400 },
]
const warmUpJobs = 200

/** One sitting of plain Agenda: one job that does nothing per customer. */
export function sit(
  agenda: Child,
  setting: AgendaSetting,
  scale: Pick<Scale, 'agendaJobs' | 'agendaPatienceMs'>,
): Promise<AgendaSitting> {
  return agenda.ask<AgendaSitting>('sit', {
    ...setting,
    count: scale.agendaJobs,
    patienceMs: scale.agendaPatienceMs,
  })
}

/** Tries every setting, prints what it gave, and returns the best. */
export async function bestSetting(
  agenda: Child,
  scale: Scale,
  say: (line: string) => void,
): Promise<AgendaSetting> {
  say(`\nPlain Agenda, one job that does nothing for each of ${scale.agendaJobs} customers:`)
  let best: { setting: AgendaSetting; perSecond: number } | undefined
  if (settings[0])
    await sit(agenda, settings[0], { ...scale, agendaJobs: Math.min(warmUpJobs, scale.agendaJobs) })
  for (const setting of settings) {
    const { done, perSecond } = await sit(agenda, setting, scale)
    const cut = done < scale.agendaJobs ? `, cut off after ${done}` : ''
    say(
      `  every ${setting.processEveryMs} ms, concurrency ${setting.concurrency}, lock limit ${setting.lockLimit}: ${perSecond.toFixed(0)}/s${cut}`,
    )
    if (!best || perSecond > best.perSecond) best = { setting, perSecond }
  }
  if (!best) throw new RangeError('the sweep has no settings')
  return best.setting
}
