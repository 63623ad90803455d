import { setTimeout as pause } from 'node:timers/promises'
import type { Clock } from '../../domain/clock.ts'
import { createFigures } from '../../domain/insights/rollups/read.ts'
import { createRoller } from '../../domain/insights/rollups/roller.ts'
import { createSubjectKinds } from '../../domain/insights/rollups/subjects.ts'
import { keptBySegment, keptFigures } from '../../domain/insights/rollups/testing/compare.ts'
import { type Recount, recountBoth } from '../../domain/insights/rollups/testing/recount.ts'
import { silentLog } from '../../domain/log.ts'
import type { Connection } from '../../models/connect.ts'
import { createFigureReader } from '../../models/figure-reader.ts'
import { createRollupDayStore } from '../../models/rollup-days.ts'
import { createRollupHourStore } from '../../models/rollup-hours.ts'
import { createRollupStore } from '../../models/rollups.ts'

const onAndOn = { shouldStop: () => false, touch: async () => {} }
const mostRounds = 200
const mostNamed = 10

/**
 * Holds every figure by the hour against a recount of all records that shares no code with what counts them. The hours written last
 * are counted now: when this is asked nothing is under way, so their marks need not lie.
 */
export async function provedFigures(
  connection: Connection,
  clock: Clock,
): Promise<{ line: string; faults: string[] }> {
  const hours = createRollupHourStore(connection)
  const rollups = createRollupStore(connection)
  const days = createRollupDayStore(connection)
  const kinds = createSubjectKinds(createFigureReader(connection))
  const roller = createRoller({ hours, rollups, days, kinds, clock, log: silentLog, lagMs: 0 })
  for (let round = 0; (await hours.open(1)).length > 0; round += 1) {
    if (round === mostRounds) return { line: '', faults: ['figures: counted, still open'] }
    await roller.advance(onAndOn)
    // One that was counted a moment ago rests.
    await pause(50)
  }
  const figures = createFigures({ hours, rollups, days })
  const { all, bySegment } = await recountBoth(connection)
  // Of none they read like the others, and are other figures.
  const apart = (counts: Recount): Recount =>
    Object.fromEntries(Object.entries(counts).map(([name, count]) => [`segments ${name}`, count]))
  const kept = { ...(await keptFigures({ figures })), ...apart(await keptBySegment({ figures })) }
  const recount = { ...all, ...apart(bySegment) }
  const names = [...new Set([...Object.keys(kept), ...Object.keys(recount)])]
  const differing = names.filter((name) => `${kept[name]}` !== `${recount[name]}`)
  const records = Object.values(all).reduce((sum, [count]) => sum + count, 0)
  return {
    line: `数据指标：${names.length} 项按小时汇总的数（共计 ${records} 次）与逐条重算相差 ${differing.length} 项`,
    faults: [
      ...(records > 0 ? [] : ['figures recounted: at least 1, 0']),
      ...differing.slice(0, mostNamed).map((name) => `figures.${name}: ${recount[name]}, ${kept[name]}`),
    ],
  }
}
