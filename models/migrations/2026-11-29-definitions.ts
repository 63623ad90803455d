import type { Connection } from 'mongoose'
import { createDefinitionStore } from '../definitions.ts'
import type { Migration } from './migrate.ts'

interface EarlierVersion {
  /** `<journey>@<number>`. */
  _id: string
  journeyId: string
  number: number
  hash: string
  definition: string
  publishedAt: Date
}

interface EarlierHead {
  _id: string
  number: number
}

/** Until 0.1 only journeys were kept in the store, and each head said by itself which version was current. */
export const definitionsInTheStore: Migration = {
  id: '2026-11-29-definitions',
  async run(connection) {
    const store = createDefinitionStore(connection)
    const earlier = connection.collection<EarlierVersion>('journeyVersions')
    const firsts = new Map<string, Date>()
    for await (const version of earlier.find().sort({ number: 1 })) {
      const { journeyId, number, hash, definition, publishedAt } = version
      const key = `journey:${journeyId}`
      if (!firsts.has(key)) firsts.set(key, publishedAt)
      await store.insertVersion({
        _id: `${key}@${number}`,
        key,
        number,
        hash,
        definition,
        origin: 'file',
        by: 'earlier release',
        madeAt: publishedAt,
      })
    }
    await publishHeads(connection, firsts)
    await connection
      .collection('journeys')
      .updateMany(
        { currentVersionId: { $exists: true } },
        { $unset: { number: '', currentVersionId: '', state: '' } },
      )
    await earlier.drop()
  },
}

async function publishHeads(connection: Connection, firsts: Map<string, Date>): Promise<void> {
  const heads = await connection
    .collection<EarlierHead>('journeys')
    .find({ number: { $exists: true } })
    .toArray()
  if (heads.length === 0) return
  const live = heads.map(({ _id, number }) => ({ key: `journey:${_id}`, number }))
  await createDefinitionStore(connection).publish({
    _id: 1,
    at: new Date(),
    by: 'earlier release',
    changes: live.map(({ key, number }) => ({ key, to: number })),
    heads: live.map((head) => ({ ...head, state: 'live', since: firsts.get(head.key) ?? new Date() })),
  })
}
