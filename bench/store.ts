import { join } from 'node:path'
import { MongoClient } from 'mongodb'
import { nanoid } from 'nanoid'
import type { Children } from './child.ts'

export interface BenchStore {
  /** URI of a fresh database on it. */
  database(): string
  /** Drops what was made. */
  drop(): Promise<void>
}

/** The store everybody in the bench uses: the given server, or the embedded store as a process of its own. */
export async function openStore(options: {
  children: Children
  folder: string
  mongodbUri?: string
}): Promise<BenchStore> {
  const base =
    options.mongodbUri ??
    (await (await options.children.start('store')).ask<string>('open', join(options.folder, 'store')))
  const made: string[] = []
  return {
    database() {
      const uri = new URL(base)
      uri.pathname = `/bench_${nanoid(8).replaceAll('-', '_')}`
      made.push(uri.href)
      return uri.href
    },
    async drop() {
      for (const uri of made.splice(0)) {
        const client = await MongoClient.connect(uri)
        await client.db().dropDatabase()
        await client.close()
      }
    },
  }
}

/** An address by which each command can be heard. Only for what is recorded, and not timed: telling each costs. */
export function withMonitoring(uri: string): string {
  const url = new URL(uri)
  url.searchParams.set('monitorCommands', 'true')
  return url.href
}
