import {
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readFileSync,
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
import { aFolder, aStore, refusalOf } from '../testing/store.ts'
import { DamagedDataError, usedBytes } from './data-file.ts'

const folder = aFolder()
const whole = join(folder, 'whole')
const fileOf = (dataDir: string) => join(dataDir, 'data.mdb')
const pageBytes = 4_096
const headerBytes = 24
let copies = 0

function aCopy(): string {
  const copy = join(folder, `copy ${++copies}`)
  mkdirSync(copy)
  copyFileSync(fileOf(whole), fileOf(copy))
  return copy
}

function overwrite(dataDir: string, position: number, bytes: Buffer): void {
  const file = openSync(fileOf(dataDir), 'r+')
  writeSync(file, bytes, 0, bytes.length, position)
  closeSync(file)
}

beforeAll(async () => {
  mkdirSync(whole)
  const store = await aStore({ dataDir: whole })
  const rows = Array.from({ length: 200 }, (_, n) => ({ n, text: 'x'.repeat(500) }))
  await store.db.collection('rows').insertMany(rows)
  await store.db.collection('rows').createIndex({ n: 1 })
  await store.client.close()
  await store.close()
  // Only what is in use can be damaged.
  const file = openSync(fileOf(whole), 'r')
  truncateSync(fileOf(whole), usedBytes(file))
  closeSync(file)
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

it.each<[string, () => Buffer]>([
  ['noise', () => Buffer.alloc(pageBytes, 'a page of something else')],
  ['zeros', () => Buffer.alloc(pageBytes)],
  ['another page', () => readFileSync(fileOf(whole)).subarray(2 * pageBytes, 3 * pageBytes)],
])('a page overwritten by %s is refused by its number, or nothing in use is lost', async (_, made) => {
  const overwriting = made()
  const pages = readFileSync(fileOf(whole))
  const last = pages.length / pageBytes - 1
  let refused = 0
  for (let page = 2; page <= last; page++) {
    if (pages.subarray(page * pageBytes, (page + 1) * pageBytes).equals(overwriting)) continue
    const copy = aCopy()
    overwrite(copy, page * pageBytes, overwriting)
    try {
      const store = await aStore({ dataDir: copy })
      expect(await store.db.collection('rows').find().toArray()).toHaveLength(200)
      expect(await store.db.collection('rows').findOne({ n: 150 })).toMatchObject({ n: 150 })
      await store.db.collection('rows').insertOne({ text: 'x'.repeat(50_000) })
      await store.end()
    } catch (error) {
      expect(error).toBeInstanceOf(DamagedDataError)
      expect((error as Error).message).toMatch(new RegExp(`data\\.mdb is damaged \\(page ${page} `))
      refused++
    }
  }
  expect(refused).toBeGreaterThan(25)
})

it.each([
  ['an entry that points beyond its page', headerBytes, 0xff, 'has a wrong entry'],
  ['bounds beyond the page', headerBytes - 2, 0xff, 'has wrong bounds'],
])('a leaf with %s is refused', async (_, place, byte, why) => {
  const copy = aCopy()
  const page = readFileSync(fileOf(copy)).indexOf('x'.repeat(500))
  overwrite(copy, page - (page % pageBytes) + place, Buffer.of(byte, byte))
  await expect(startEmbeddedStore({ dataDir: copy })).rejects.toThrow(why)
})

it('a document that is damaged inside is refused when it is read, and the others are served', async () => {
  const copy = aCopy()
  overwrite(copy, readFileSync(fileOf(copy)).lastIndexOf('x'.repeat(500)), Buffer.alloc(10, 0xff))
  const store = await aStore({ dataDir: copy })
  const rows = store.db.collection('rows')
  expect(await refusalOf(rows.find().toArray())).toMatchObject({
    code: 350,
    message: expect.stringContaining('backup'),
  })
  const served = Array.from({ length: 200 }, (_, n) =>
    rows.findOne({ n }).then(
      () => 1,
      () => 0,
    ),
  )
  expect((await Promise.all(served)).filter(Boolean)).toHaveLength(199)
  await store.end()
})

it('a list of collections that is damaged is refused', async () => {
  const copy = aCopy()
  const bytes = readFileSync(fileOf(copy))
  for (let at = bytes.indexOf('"database"'); at >= 0; at = bytes.indexOf('"database"', at + 1))
    overwrite(copy, at, Buffer.of(1))
  await expect(startEmbeddedStore({ dataDir: copy })).rejects.toThrow(DamagedDataError)
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
