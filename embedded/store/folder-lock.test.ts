import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startEmbeddedStore } from '../server.ts'
import { aFolder } from '../test/store.ts'
import { DataFolderInUseError, lockDataFolder } from './folder-lock.ts'

describe('the lock of a data folder', () => {
  let folder: string
  let file: string
  beforeEach(() => {
    folder = aFolder()
    file = join(folder, 'kelu-store.lock')
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('lets one store in and tells the next who is there and what to do', async () => {
    const store = await startEmbeddedStore({ dataDir: folder })
    const second = startEmbeddedStore({ dataDir: folder })
    await expect(second).rejects.toThrow(DataFolderInUseError)
    await expect(second).rejects.toThrow(new RegExp(`process ${process.pid}.*MONGODB_URI`))
    await store.close()
    const third = await startEmbeddedStore({ dataDir: folder })
    await third.close()
  })

  it('of another live process is respected', () => {
    writeFileSync(file, JSON.stringify({ pid: process.ppid, startedAt: '' }))
    expect(() => lockDataFolder(folder)).toThrow(expect.objectContaining({ pid: process.ppid }))
  })

  it('of a dead process is taken over', () => {
    const { pid } = spawnSync(process.execPath, ['-e', ''])
    writeFileSync(file, JSON.stringify({ pid, startedAt: '' }))
    const unlock = lockDataFolder(folder)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ pid: process.pid })
    unlock()
  })

  it('of an earlier process that had a pid now used again is taken over', () => {
    writeFileSync(file, JSON.stringify({ pid: process.pid, startedAt: 'another boot:1' }))
    lockDataFolder(folder)()
  })

  it('left half-written by a crash is taken over', () => {
    writeFileSync(file, '{"pid": 1')
    lockDataFolder(folder)()
  })

  it('is given back when the store cannot start', async () => {
    const store = await startEmbeddedStore({ dataDir: folder })
    const other = aFolder()
    await expect(startEmbeddedStore({ dataDir: other, port: store.port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    })
    lockDataFolder(other)()
    rmSync(other, { recursive: true })
    await store.close()
  })
})
