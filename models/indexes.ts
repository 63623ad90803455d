import type { Connection, IndexDefinition, IndexOptions, Model } from 'mongoose'

/** A collection with more documents is not rebuilt while people wait for the start. */
const largeFrom = 100_000

/** How a collection's indexes were other than declared. */
export interface IndexDrift {
  collection: string
  /** Keys of indexes that were missing, or had other options, and were built. */
  built: string[]
  /** The collection is large: what to run in the store's shell at a quiet hour. */
  toRun: string[]
  /** Names of indexes nobody declares. They may be the operator's own and are left. */
  foreign: string[]
}

/**
 * Makes the indexes of every model bound to this connection what their schemas declare; tells of those that were not.
 * One after the other: some servers deadlock on concurrent builds. Harmless when several processes do it at once.
 * Throws when no model is bound yet: nothing would be built, and every query would read whole collections.
 */
export async function mendIndexes(connection: Connection, large = largeFrom): Promise<IndexDrift[]> {
  if (Object.keys(connection.models).length === 0) throw new Error('no model is bound to this connection yet')
  const drifts: IndexDrift[] = []
  const present = new Set((await connection.listCollections()).map(({ name }) => name))
  for (const model of Object.values(connection.models)) {
    // Not every server tells the indexes of a collection that is not there in the same way.
    if (!present.has(model.collection.collectionName)) await model.createCollection()
    const drift = await mend(model, large)
    if (drift !== null) drifts.push(drift)
  }
  return drifts
}

/** How the indexes of this connection's models are other than declared; builds nothing. What is missing is in `toRun`. */
export async function findIndexDrifts(connection: Connection): Promise<IndexDrift[]> {
  const drifts: IndexDrift[] = []
  const present = new Set((await connection.listCollections()).map(({ name }) => name))
  for (const model of Object.values(connection.models)) {
    if (!present.has(model.collection.collectionName)) continue
    const { wanted, foreign } = await compare(model)
    if (wanted.length === 0 && foreign.length === 0) continue
    const { collectionName: collection } = model.collection
    drifts.push({ collection, built: [], toRun: commandsFor(collection, wanted), foreign })
  }
  return drifts
}

async function mend(model: Model<unknown>, large: number): Promise<IndexDrift | null> {
  const { wanted, foreign } = await compare(model)
  if (wanted.length === 0 && foreign.length === 0) return null
  const { collectionName: collection } = model.collection
  const drift: IndexDrift = { collection, built: [], toRun: [], foreign }
  if (wanted.length > 0 && (await model.estimatedDocumentCount()) > large) {
    return { ...drift, toRun: commandsFor(collection, wanted) }
  }
  for (const { fields, options, key, outdated } of wanted) {
    // Another process may have been faster. One that could not be dropped refuses its successor in the next line.
    if (outdated !== undefined) await model.collection.dropIndex(outdated).catch(() => {})
    await model.collection.createIndex(fields as Record<string, 1 | -1>, options as object)
    drift.built.push(key)
  }
  return drift
}

/** An index that is declared and not there; `outdated` = the name of one of the same fields with other options. */
interface Wanted {
  fields: IndexDefinition
  options: IndexOptions
  key: string
  outdated: string | undefined
}

async function compare(model: Model<unknown>): Promise<{ wanted: Wanted[]; foreign: string[] }> {
  // The type knows only the form without options.
  const diff = await model.diffIndexes({ indexOptionsToCreate: true })
  const toCreate = diff.toCreate as [IndexDefinition, IndexOptions][]
  const foreign: string[] = []
  const outdated = new Map<string, string>()
  for (const name of diff.toDrop) {
    const key = await keyOf(model, name)
    if (toCreate.some(([wanted]) => JSON.stringify(wanted) === key)) outdated.set(key, name)
    else foreign.push(name)
  }
  const wanted = toCreate.map(([fields, options]) => {
    const key = JSON.stringify(fields)
    return { fields, options, key, outdated: outdated.get(key) }
  })
  return { wanted, foreign }
}

/** What to run in the store's shell. */
function commandsFor(collection: string, wanted: readonly Wanted[]): string[] {
  return wanted.flatMap(({ key, options, outdated }) => [
    ...(outdated === undefined ? [] : [`db.${collection}.dropIndex(${JSON.stringify(outdated)})`]),
    `db.${collection}.createIndex(${key}, ${JSON.stringify(options)})`,
  ])
}

async function keyOf(model: Model<unknown>, name: string): Promise<string> {
  const stored = await model.listIndexes()
  return JSON.stringify(stored.find((index) => index.name === name)?.key)
}
