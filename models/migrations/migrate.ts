import { setTimeout as pause } from 'node:timers/promises'
import type { Connection, Model } from 'mongoose'
import { collectionOf, date, listOf, modelOf, partOf, text } from '../collection.ts'
import { unlessPresent } from '../duplicates.ts'
import { type IndexDrift, mendIndexes } from '../indexes.ts'

/** One change of what is stored. */
export interface Migration {
  /** `YYYY-MM-DD-what-it-does`. */
  id: string
  /**
   * Goes on after `progress.after`. Whatever was done since the last `keep` is done again after a crash, so it must be
   * harmless twice; long work keeps its progress at least every half minute.
   */
  run(connection: Connection, progress: Progress): Promise<void>
}

export interface Progress {
  /** What was kept last; null at the beginning. */
  after: string | null
  /** @throws Error when somebody else has taken over meanwhile */
  keep(after: string): Promise<void>
}

/** The store has been through migrations this program does not know. */
export class NewerStoreError extends Error {
  readonly store: string
  readonly program: string | null
  constructor(store: string, program: string | null) {
    super(`the store is at ${store}, this program at ${program ?? 'no migration'}`)
    this.store = store
    this.program = program
  }
}

/** One document: what the store went through, and who is at it. */
interface Meta {
  _id: 'schema'
  applied: { id: string; at: Date }[]
  progress?: { id: string; after: string }
  /** Real time: it is about processes. */
  lease?: { by: string; until: Date }
  /** Real time: when somebody last tried whether the store takes a write. */
  triedAt?: Date
}

const schema = collectionOf<Meta>('meta', {
  _id: text,
  applied: listOf(partOf<Meta['applied'][number]>({ id: text, at: date })),
  progress: partOf<NonNullable<Meta['progress']>>({ id: text, after: text }),
  lease: partOf<NonNullable<Meta['lease']>>({ by: text, until: date }),
  triedAt: Date,
})

const leaseMs = 60_000
const lookAgainMs = 250

/** Throws what the store says when it takes no write. Nothing reads what is written. */
export async function tryWrite(connection: Connection): Promise<void> {
  await modelOf(connection, schema).updateOne({ _id: 'schema' }, { $set: { triedAt: new Date() } })
}

/**
 * Brings the store up to these migrations and mends its indexes. One process does it, the others wait until it is done;
 * when it dies, the next goes on where it was. Returns what was done by this call.
 * @throws NewerStoreError before anything is written
 */
export async function upgradeStore(
  connection: Connection,
  migrations: readonly Migration[],
  by: string,
): Promise<{ applied: string[]; drifts: IndexDrift[] }> {
  const meta = modelOf(connection, schema)
  refuseNewer(await read(meta), migrations)
  await unlessPresent(meta.insertOne({ _id: 'schema', applied: [] }))
  while (!(await takeLease(meta, by))) await pause(lookAgainMs)
  try {
    const state = await read(meta)
    refuseNewer(state, migrations)
    const before = new Set(state?.applied.map(({ id }) => id))
    const pending = migrations.filter(({ id }) => !before.has(id))
    for (const migration of pending) await apply(connection, meta, migration, by)
    return { applied: pending.map(({ id }) => id), drifts: await mendIndexes(connection) }
  } finally {
    await meta.updateOne({ _id: 'schema', 'lease.by': by }, { $unset: { lease: 1 } })
  }
}

/** How a store compares with this program, without writing to it. */
export async function standOfStore(
  connection: Connection,
  migrations: readonly Migration[],
): Promise<'empty' | 'older' | 'current' | 'newer'> {
  const state = await read(modelOf(connection, schema))
  if (state === null) return 'empty'
  const applied = new Set(state.applied.map(({ id }) => id))
  const known = new Set(migrations.map(({ id }) => id))
  if ([...applied].some((id) => !known.has(id))) return 'newer'
  return migrations.every(({ id }) => applied.has(id)) ? 'current' : 'older'
}

/** The ids of what a store went through, oldest first. */
export async function appliedMigrations(connection: Connection): Promise<string[]> {
  const state = await read(modelOf(connection, schema))
  return state?.applied.map(({ id }) => id) ?? []
}

async function apply(connection: Connection, meta: Model<Meta>, migration: Migration, by: string) {
  const { id } = migration
  /** Writes only as long as the lease is ours, and prolongs it. */
  async function held(change: { $set?: object; $push?: object; $unset?: object }): Promise<void> {
    const $set = { ...change.$set, 'lease.until': new Date(Date.now() + leaseMs) }
    const result = await meta.updateOne({ _id: 'schema', 'lease.by': by }, { ...change, $set })
    if (result.matchedCount === 0) throw new Error(`another process has taken over the migration ${id}`)
  }
  await held({})
  const { progress } = (await read(meta)) ?? {}
  await migration.run(connection, {
    after: progress?.id === id ? progress.after : null,
    keep: (after) => held({ $set: { progress: { id, after } } }),
  })
  await held({ $push: { applied: { id, at: new Date() } }, $unset: { progress: 1 } })
}

async function takeLease(meta: Model<Meta>, by: string): Promise<boolean> {
  const now = new Date()
  const result = await meta.updateOne(
    { _id: 'schema', $or: [{ lease: null }, { 'lease.until': { $lte: now } }] },
    { $set: { lease: { by, until: new Date(now.getTime() + leaseMs) } } },
  )
  return result.matchedCount === 1
}

async function read(meta: Model<Meta>): Promise<Meta | null> {
  return meta.findOne({ _id: 'schema' }).lean<Meta>()
}

function refuseNewer(state: Meta | null, migrations: readonly Migration[]): void {
  const known = new Set(migrations.map(({ id }) => id))
  const unknown = state?.applied.findLast(({ id }) => !known.has(id))
  if (unknown) throw new NewerStoreError(unknown.id, migrations.at(-1)?.id ?? null)
}
