import { nanoid } from 'nanoid'
import { inject, test } from 'vitest'
import { type Connection, connectStore } from '../../models/connect.ts'

export interface TestDatabase {
  connection: Connection
  /** URI of this very database, for a process of its own. */
  uri: string
  /** Drops the database and closes the connection. */
  drop(): Promise<void>
}

/** A fresh database on the store of this run, whichever engine it is. */
export async function testDatabase(): Promise<TestDatabase> {
  const server = new URL(inject('mongodbUri'))
  server.pathname = `/test_${nanoid(10).replaceAll('-', '_')}`
  const connection = await connectStore(server.href, { monitorCommands: true })
  return {
    connection,
    uri: server.href,
    async drop() {
      await connection.dropDatabase()
      await connection.close()
    },
  }
}

/** `it` with a database of each test's own, `db`, dropped behind it; extend it by what lies on the database. */
export const withDatabase = test
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads from the pattern that nothing is asked for
  .extend('db', async ({}, { onCleanup }) => {
    const db = await testDatabase()
    onCleanup(() => db.drop())
    return db
  })
