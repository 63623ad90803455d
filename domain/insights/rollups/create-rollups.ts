import type { FigureReader } from '../../../models/figure-reader.ts'
import type { RecountStore } from '../../../models/recounts.ts'
import type { RollupDayStore } from '../../../models/rollup-days.ts'
import type { RollupHourStore } from '../../../models/rollup-hours.ts'
import type { RollupStore } from '../../../models/rollups.ts'
import type { Clock } from '../../clock.ts'
import type { Log } from '../../log.ts'
import { createPeople } from './people.ts'
import { createFigures } from './read.ts'
import { createRecount } from './recount.ts'
import { createRoller } from './roller.ts'
import { createSubjectKinds } from './subjects.ts'
import { createDaySums } from './sum-days.ts'

/** Figures by the hour: counted, read, listed and proved. */
export function createRollups(deps: {
  stores: {
    rollupHours: RollupHourStore
    rollups: RollupStore
    rollupDays: RollupDayStore
    figureReader: FigureReader
    recounts: RecountStore
  }
  clock: Clock
  log: Log
}) {
  const { stores, clock, log } = deps
  const kinds = createSubjectKinds(stores.figureReader)
  const { rollupHours: hours, rollupDays: days, rollups } = stores
  const parts = { hours, days, rollups, kinds, clock, log }
  return {
    read: createFigures(parts).read,
    people: createPeople(kinds),
    roller: createRoller(parts),
    daySums: createDaySums(parts),
    recount: createRecount({ ...parts, store: stores.recounts }),
  }
}
