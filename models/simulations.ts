import type { Connection, InferRawDocType } from 'mongoose'
import { collectionOf, date, flag, modelOf, number, oneOf, text } from './collection.ts'

const shape = {
  /** A ulid: the newest sorts last. */
  _id: text,
  /** `<kind>:<id>` of what is walked, `test:<kind>:<id>` of what is tested. */
  key: text,
  number,
  /** Of the definition that was walked, by which a later text is known to be another. */
  hash: text,
  isDraft: flag,
  /** What was asked for, as JSON. */
  asked: text,
  state: oneOf('waiting', 'running', 'done', 'failed', 'cancelled'),
  /** People looked at, of how many. */
  done: number,
  total: number,
  /** What came of it, as JSON: names of steps and reasons are no names of fields. */
  result: String,
  by: text,
  /** Business time. */
  at: date,
  /** Real times: whoever works on it writes the last one again and again. */
  begunAt: date,
  endedAt: Date,
  beatAt: date,
  purgeAt: date,
}

/** A walk of a definition through the past, or a test of it, under way or done. */
export type Simulation = InferRawDocType<typeof shape>

const schema = collectionOf<Simulation>('simulations', shape)
schema.index({ key: 1, _id: -1 })
schema.index({ purgeAt: 1 }, { expireAfterSeconds: 0 })

const open = { $in: ['waiting', 'running'] as Simulation['state'][] }

export type SimulationStore = ReturnType<typeof createSimulationStore>

export function createSimulationStore(connection: Connection) {
  const simulations = modelOf(connection, schema)

  return {
    async insert(simulation: Simulation): Promise<void> {
      await simulations.insertOne(simulation)
    },
    find: (id: string): Promise<Simulation | null> =>
      simulations.findOne({ _id: id }).lean<Simulation>().exec(),
    /** The one begun last, of this very definition if `hash` says which; those somebody called off are none. */
    latest: (key: string, hash?: string): Promise<Simulation | null> =>
      simulations
        .findOne({ key, state: { $ne: 'cancelled' }, ...(hash !== undefined && { hash }) })
        .sort({ _id: -1 })
        .lean<Simulation>()
        .exec(),
    /** How far it is; false when somebody called it off or it has ended. */
    async tell(
      id: string,
      fields: Partial<Pick<Simulation, 'state' | 'done' | 'total' | 'beatAt'>>,
    ): Promise<boolean> {
      const { matchedCount } = await simulations.updateOne({ _id: id, state: open }, { $set: fields })
      return matchedCount === 1
    },
    /** False when it had ended already. */
    async end(
      id: string,
      fields: Pick<Simulation, 'state'> & Partial<Pick<Simulation, 'done' | 'total' | 'result' | 'endedAt'>>,
    ): Promise<boolean> {
      const { matchedCount } = await simulations.updateOne({ _id: id, state: open }, { $set: fields })
      return matchedCount === 1
    },
  }
}
