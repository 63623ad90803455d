import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { consentSubjects } from '../models/customer.ts'
import type { Erasure } from '../models/erasures.ts'
import type { Forgotten } from '../models/forgotten.ts'
import type { Stores } from './wiring/stores.ts'

/** Beside backups, and in the data folder from a restore to the next start. */
export const erasedListName = 'erased.json'

const day = z.coerce.date()
const listSchema = z.object({
  kelu: z.literal('erased'),
  format: z.literal(1),
  erasures: z.array(
    z.object({
      _id: z.string(),
      customers: z.array(z.string()),
      by: z.string(),
      byName: z.string().optional(),
      reason: z.string(),
      at: day,
      endedAt: day.optional(),
      removed: z.record(z.string(), z.number()),
    }),
  ),
  forgotten: z.array(
    z.object({ _id: z.string(), at: day, refused: z.partialRecord(z.enum(consentSubjects), day) }),
  ),
})

/**
 * Who was erased, for a store that is put back to a time before it: by numbers that say nothing by themselves, and what they refused
 * under keyed digests. Nothing in it names anybody.
 */
export type ErasedList = Pick<z.infer<typeof listSchema>, 'erasures' | 'forgotten'>

/** A list that cannot be read: who goes on without it brings people back. */
export class BrokenErasedListError extends Error {
  override readonly name = 'BrokenErasedListError'
}

const pageSize = 500

/** Everybody who was erased in this store. */
export async function listErased(stores: Pick<Stores, 'erasures' | 'forgotten'>): Promise<ErasedList> {
  const erasures = await allOf(stores.erasures.page)
  return {
    erasures: erasures.map(({ _id, customers, by, byName, reason, at, endedAt, removed }) => ({
      ...{ _id, customers, by, reason, at, removed },
      ...(byName !== undefined && { byName }),
      ...(endedAt !== undefined && { endedAt }),
    })),
    forgotten: await allOf(stores.forgotten.page),
  }
}

async function allOf<T extends { _id: string }>(
  page: (after: string, limit: number) => Promise<T[]>,
): Promise<T[]> {
  const all: T[] = []
  for (let after = ''; ; after = all.at(-1)?._id ?? '') {
    const found = await page(after, pageSize)
    all.push(...found)
    if (found.length < pageSize) return all
  }
}

/** Of those in several lists the later one counts. */
export function uniteErased(...lists: readonly ErasedList[]): ErasedList {
  const byId = <T extends { _id: string }>(all: readonly T[]): T[] => [
    ...new Map(all.map((one) => [one._id, one])).values(),
  ]
  return {
    erasures: byId(lists.flatMap(({ erasures }) => erasures)),
    forgotten: byId(lists.flatMap(({ forgotten }) => forgotten)),
  }
}

/** The list of that folder; empty where there is none. @throws BrokenErasedListError */
export async function readErasedList(folder: string): Promise<ErasedList> {
  const file = join(folder, erasedListName)
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // Where there is no folder there is no list.
    if (code === 'ENOENT' || code === 'ENOTDIR') return { erasures: [], forgotten: [] }
    throw new BrokenErasedListError(`${file}: ${(error as Error).message}`)
  }
  try {
    return listSchema.parse(JSON.parse(text))
  } catch (error) {
    throw new BrokenErasedListError(`${file} is no list of erased people`, { cause: error })
  }
}

/** Written beside and then put in place: killed, there is the old one or the new one. */
export async function writeErasedList(folder: string, list: ErasedList): Promise<void> {
  const file = join(folder, erasedListName)
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const half = `${file}.half`
  await rm(half, { force: true })
  const handle = await open(half, 'wx', 0o600)
  try {
    await handle.writeFile(`${JSON.stringify({ kelu: 'erased', format: 1, ...list }, null, 1)}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(half, file)
  const directory = await open(folder, 'r')
  await directory.sync().finally(() => directory.close())
}

/** Writes down in this store who was erased elsewhere, so that they are erased here. What is known here stays. */
export async function takeOverErased(
  stores: Pick<Stores, 'erasures' | 'forgotten'>,
  { erasures, forgotten }: ErasedList,
): Promise<void> {
  for (const erasure of erasures) await stores.erasures.begin({ ...erasure, state: 'done' } satisfies Erasure)
  await stores.forgotten.keep(forgotten satisfies Forgotten[])
}
