import {
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startEmbeddedStore } from '../server.ts'
import { aFolder, aStore } from '../test/store.ts'
import { DamagedDataError } from './data-file.ts'

const folder = aFolder()
const whole = join(folder, 'whole')
const fileOf = (dataDir: string) => join(dataDir, 'data.mdb')
let copies = 0

function aCopy(): string {
  const copy = join(folder, `copy ${++copies}`)
  mkdirSync(copy)
  copyFileSync(fileOf(whole), fileOf(copy))
  return copy
}

beforeAll(async () => {
  mkdirSync(whole)
  const store = await aStore({ dataDir: whole })
  const rows = Array.from({ length: 200 }, (_, n) => ({ n, text: 'x'.repeat(500) }))
  await store.db.collection('rows').insertMany(rows)
  await store.client.close()
  await store.close()
})
afterAll(() => rmSync(folder, { recursive: true }))

it.each([
  ['its last tenth', 0.9],
  ['its second half', 0.5],
  ['all but its first page', 0.05],
])('a data file that lost %s is refused: lmdb alone would end the process', async (_, part) => {
  const copy = aCopy()
  truncateSync(fileOf(copy), Math.floor(statSync(fileOf(copy)).size * part))
  await expect(startEmbeddedStore({ dataDir: copy })).rejects.toThrow(DamagedDataError)
})

it('a file that is shorter than its last page, because only free pages are missing, serves with all it has', async () => {
  const copy = aCopy()
  const file = openSync(fileOf(copy), 'r+')
  const lastPage = Buffer.alloc(8)
  for (const place of [144, 4_096 + 144]) {
    readSync(file, lastPage, { position: place })
    lastPage.writeBigUInt64LE(lastPage.readBigUInt64LE() + 3n)
    writeSync(file, lastPage, 0, 8, place)
  }
  closeSync(file)
  const store = await aStore({ dataDir: copy })
  expect(await store.db.collection('rows').countDocuments({})).toBe(200)
  await store.db.collection('rows').insertOne({ text: 'x'.repeat(50_000) })
  await store.end()
})

it('a file that is no data file is refused, also when it is shorter than one', async () => {
  for (const text of ['x'.repeat(100_000), 'x']) {
    const copy = aCopy()
    writeFileSync(fileOf(copy), text)
    await expect(startEmbeddedStore({ dataDir: copy })).rejects.toThrow(/data\.mdb is damaged.*put a backup/)
  }
})

it('what a process left that was killed while it made the file is an empty store', async () => {
  const copy = aCopy()
  truncateSync(fileOf(copy), 0)
  const store = await aStore({ dataDir: copy })
  expect(await store.db.listCollections().toArray()).toEqual([])
  await store.end()
})

it('a refused folder is let go of, and the backup put in its place serves', async () => {
  const copy = aCopy()
  truncateSync(fileOf(copy), 5_000)
  await expect(startEmbeddedStore({ dataDir: copy })).rejects.toThrow(DamagedDataError)
  copyFileSync(fileOf(whole), fileOf(copy))
  const store = await aStore({ dataDir: copy })
  expect(await store.db.collection('rows').countDocuments({})).toBe(200)
  await store.end()
})
