import type { Schema } from 'mongoose'
import { createRoller } from '../../domain/insights/rollups/roller.ts'
import { createSubjectKinds } from '../../domain/insights/rollups/subjects.ts'
import { createDaySums } from '../../domain/insights/rollups/sum-days.ts'
import { silentLog } from '../../domain/log.ts'
import type { Connection } from '../../models/connect.ts'
import { type Counted, countedOf, type FigureSource } from '../../models/counted.ts'
import { eventSchema } from '../../models/events.ts'
import { createFigureReader } from '../../models/figure-reader.ts'
import { hourOf } from '../../models/hour-marks.ts'
import { orderSchema } from '../../models/orders.ts'
import { createRollupDayStore } from '../../models/rollup-days.ts'
import { createRollupHourStore } from '../../models/rollup-hours.ts'
import { createRollupStore } from '../../models/rollups.ts'
import { runSchema } from '../../models/run.ts'
import { taskSchema } from '../../models/tasks.ts'
import { touchSchema } from '../../models/touch.ts'

/** Marks put here are old enough to be counted for at once. */
const longAgo = new Date(0)
const onAndOn = { shouldStop: () => false, touch: async () => {} }
const schemas: Schema[] = [runSchema, touchSchema, eventSchema, orderSchema, taskSchema] as never[]

/** The hours of a town in which something counts; its documents are written past the marks. */
export function createTownFigures(connection: Connection) {
  const known = new Map<FigureSource, Set<number>>()
  const counted = new Map(
    schemas.map((schema) => [schema.get('collection'), countedOf(schema) as Counted<object> | undefined]),
  )

  return {
    /** These documents were written. */
    note(collection: string, documents: readonly object[]): void {
      const { source, moments = [] } = counted.get(collection) ?? {}
      if (source === undefined) return
      const hours = known.get(source) ?? new Set()
      known.set(source, hours)
      for (const document of documents)
        for (const { at } of moments) {
          const moment = at(document)
          if (moment !== undefined) hours.add(hourOf(moment).getTime())
        }
    },

    /** Has every hour since then counted, and the days summed, as the jobs would. How many hours that were. */
    async count(since: Date): Promise<number> {
      const hours = createRollupHourStore(connection)
      const parts = {
        ...{ hours, rollups: createRollupStore(connection), days: createRollupDayStore(connection) },
        kinds: createSubjectKinds(createFigureReader(connection)),
        ...{ clock: { now: () => new Date() }, log: silentLog },
      }
      for (const [source, times] of known) {
        const all = [...times].filter((time) => time >= since.getTime()).map((time) => new Date(time))
        await hours.openAll(source, all, longAgo)
      }
      const roller = createRoller(parts)
      let counted = 0
      for (let isThrough = false; !isThrough; ) {
        const round = await roller.advance(onAndOn)
        counted += round.counted
        isThrough = round.isThrough
      }
      const daySums = createDaySums(parts)
      while (!(await daySums.advance(onAndOn)).isThrough);
      return counted
    },
  }
}
