import { silentLog } from '../../../../domain/log.ts'
import type { Connection } from '../../../../models/connect.ts'
import { createEventStore } from '../../../../models/events.ts'
import { createFigureReader } from '../../../../models/figure-reader.ts'
import { hourMarksOn } from '../../../../models/hour-marks.ts'
import { createOrderStore } from '../../../../models/orders.ts'
import { createRollupDayStore } from '../../../../models/rollup-days.ts'
import { createRollupHourStore } from '../../../../models/rollup-hours.ts'
import { createRollupStore } from '../../../../models/rollups.ts'
import { createRunStore } from '../../../../models/runs.ts'
import { createSteeredRunStore } from '../../../../models/steered-runs.ts'
import { createTaskStore } from '../../../../models/tasks.ts'
import { createTouchStore } from '../../../../models/touches.ts'
import { createPeople } from '../people.ts'
import { createFigures } from '../read.ts'
import { createRoller, type RollupParts, usualLagMs } from '../roller.ts'
import { createSubjectKinds } from '../subjects.ts'
import { createDaySums } from '../sum-days.ts'

export const onAndOn = { shouldStop: () => false, touch: async () => {} }

/** Figures on a database, with the stores whose records they count, and a store's clock that stands still until moved. */
export function figureWorld(connection: Connection, start: Date) {
  let time = start
  const hours = { ...createRollupHourStore(connection), now: async () => new Date(time) }
  const rollups = createRollupStore(connection)
  const days = createRollupDayStore(connection)
  const kinds = createSubjectKinds(createFigureReader(connection))
  const clock = { now: () => new Date(time) }
  const parts = { hours, rollups, days, kinds, clock, log: silentLog } satisfies RollupParts

  const world = {
    parts,
    hours,
    rollups,
    days,
    kinds,
    figures: createFigures(parts),
    people: createPeople(kinds),
    runs: createRunStore(connection),
    steered: createSteeredRunStore(connection),
    touches: createTouchStore(connection),
    events: createEventStore(connection),
    orders: createOrderStore(connection),
    tasks: createTaskStore(connection),
    customers: connection.collection<Record<string, unknown> & { _id: string }>('customers'),
    now: () => new Date(time),
    /** Time passes for the store's clock, and for how long marks are relied on. */
    pass(ms: number): void {
      time = new Date(time.getTime() + ms)
      hourMarksOn(connection).forget()
    },
    /** Counts until no hour is left to count, and sums their days. */
    async settle(roller: ReturnType<typeof createRoller> = createRoller(parts)): Promise<void> {
      for (let round = 0; (await hours.open(1)).length > 0; round += 1) {
        if (round > 400) throw new Error('the figures do not come to rest')
        await roller.advance(onAndOn)
        world.pass(usualLagMs)
      }
      await createDaySums(parts).advance(onAndOn)
    },
  }
  return world
}
export type FigureWorld = ReturnType<typeof figureWorld>
