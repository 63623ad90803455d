import { decode, encode } from '../bson/value.ts'
import { CommandError } from '../errors.ts'
import { parseFilter } from '../query/filter.ts'
import {
  type Command,
  collectionCommand,
  command,
  cursorOption,
  document,
  flag,
  writeConcern,
} from './command.ts'
import { listSource } from './cursors.ts'
import { describeIndex } from './indexes.ts'

export const create: Command = collectionCommand({ writeConcern }, (_options, { namespace }, store) =>
  store.env.write(() => {
    if (store.catalog.find(namespace)) throw new CommandError(48, `Collection ${namespace} already exists.`)
    store.catalog.create(namespace)
    return { ok: 1 }
  }),
)

export const listCollections: Command = command(
  {
    filter: document.optional(),
    nameOnly: flag,
    // Everybody may see everything here, so this option asks for what is given anyway.
    authorizedCollections: flag,
    cursor: cursorOption,
  },
  ({ filter = {}, nameOnly, cursor }, { database }, store) => {
    const { matches } = parseFilter(filter)
    const documents = store.catalog
      .list(database)
      .map(({ name, indexes }) => {
        const short = { name, type: 'collection' }
        const idIndex = describeIndex(indexes[0]!)
        return encode(nameOnly ? short : { ...short, options: {}, info: { readOnly: false }, idIndex })
      })
      .filter((bytes) => matches(decode(bytes)))
    const namespace = `${database}.$cmd.listCollections`
    return store.cursors.first(namespace, listSource(documents), cursor)
  },
)

export const drop: Command = collectionCommand({ writeConcern }, async (_options, { namespace }, store) => {
  const dropped = await store.env.write(() => {
    const collection = store.catalog.find(namespace)
    if (collection) store.catalog.drop(collection)
    return collection
  })
  await store.catalog.collectGarbage()
  return dropped ? { ns: namespace, nIndexesWas: dropped.indexes.length, ok: 1 } : { ok: 1 }
})

export const dropDatabase: Command = command({ writeConcern }, async (_options, { database }, store) => {
  await store.env.write(() => {
    for (const collection of store.catalog.list(database)) store.catalog.drop(collection)
  })
  await store.catalog.collectGarbage()
  return { dropped: database, ok: 1 }
})
