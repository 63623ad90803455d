import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Db, MongoClient } from 'mongodb'
import { type EmbeddedOptions, type EmbeddedStore, startEmbeddedStore } from '../server.ts'

export interface TestStore extends EmbeddedStore {
  dataDir: string
  client: MongoClient
  db: Db
  warnings: { obj: object; msg: string }[]
  /** Closes everything and deletes the folder. */
  end(): Promise<void>
}

/** A store in a folder of its own, with a connected driver. */
export async function aStore(options: Partial<EmbeddedOptions> = {}): Promise<TestStore> {
  const dataDir = options.dataDir ?? aFolder()
  const warnings: TestStore['warnings'] = []
  const log = { warn: (obj: object, msg: string) => void warnings.push({ obj, msg }) }
  const store = await startEmbeddedStore({ dataDir, log, ...options })
  const client = await MongoClient.connect(store.uri)
  const db = client.db()
  return {
    ...store,
    dataDir,
    client,
    db,
    warnings,
    async end() {
      await client.close()
      await store.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

export function aFolder(): string {
  return mkdtempSync(join(tmpdir(), 'kelu-embedded-'))
}

export interface Refusal {
  code: number | string | undefined
  message: string
}

/** What an operation was refused with; fails the test when it was not. */
export async function refusalOf(operation: Promise<unknown>): Promise<Refusal> {
  try {
    await operation
  } catch (error) {
    const { code, message } = error as { code?: number; message: string }
    return { code, message }
  }
  throw new Error('expected a refusal, but it was accepted')
}
