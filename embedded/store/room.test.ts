import { closeSync, openSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { aFolder, aStore } from '../testing/store.ts'
import { usedBytes } from './data-file.ts'
import { keepRoom } from './room.ts'

const mb = 1024 * 1024
let folder: string
beforeEach(() => {
  folder = aFolder()
})
afterEach(() => rmSync(folder, { recursive: true }))

function bytesBehindData(): number {
  const file = join(folder, 'data.mdb')
  const fd = openSync(file, 'r')
  const behind = statSync(file).size - usedBytes(fd)
  closeSync(fd)
  return behind
}

it('the data file is always ahead of its data by what a transaction may take', async () => {
  const store = await aStore({ dataDir: folder })
  const rows = store.db.collection('rows')
  for (let n = 0; n < 8; n++) {
    await rows.insertOne({ text: 'x'.repeat(mb / 4) })
    expect(bytesBehindData()).toBeGreaterThanOrEqual(mb / 2)
  }
  await store.client.close()
  await store.close()
  // What is there is not written anew.
  const { size } = statSync(join(folder, 'data.mdb'))
  const again = await aStore({ dataDir: folder })
  expect(await again.db.collection('rows').countDocuments()).toBe(8)
  await again.client.close()
  await again.close()
  expect(statSync(join(folder, 'data.mdb')).size).toBeLessThanOrEqual(size + mb)
})

it('no transaction is begun on a disk that is about to be full', async () => {
  const store = await aStore({ dataDir: folder })
  await store.client.close()
  await store.close()
  let free = 64 * mb - 1
  const room = keepRoom(folder, () => free)
  expect(() => room.secure()).toThrow('only 67108863 bytes are free')
  free += 1
  room.secure()
  room.close()
})
