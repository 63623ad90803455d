import { afterAll, expect, it } from 'vitest'
import { keluProcesses } from './kelu-process.ts'

const { start, endAll } = keluProcesses()
afterAll(endAll)

const key = Buffer.alloc(32, 7).toString('base64')

it('bad settings are all listed at once: exit code 1, no stack trace, no secret', async () => {
  const { code, output } = await start({
    ROLE: 'everything',
    PORT: 'a lot',
    PUBLIC_URL: 'kelu',
    MONGODB_URI: 'postgres://x',
    BLIND_INDEX_KEY: 'secret-but-too-short',
    LINK_KEY: key,
    WECOM_CORP_ID: 'ww1',
    SHOP_HOOK_SECRET: 'tooshort',
  }).ended
  expect(code).toBe(1)
  for (const name of [
    'ROLE',
    'PORT',
    'PUBLIC_URL',
    'MONGODB_URI',
    'DATA_KEYS',
    'BLIND_INDEX_KEY',
    'WECOM_AGENT_ID',
    'SHOP_HOOK_SECRET',
  ]) {
    expect(output, name).toMatch(new RegExp(`^ {2}- .*${name}`, 'm'))
  }
  expect(output).not.toMatch(/^\s+at /m)
  expect(output).not.toContain('secret-but-too-short')
  expect(output).not.toContain('tooshort')
}, 30_000)

it('a worker without Redis and MongoDB is refused with what it needs', async () => {
  const { code, output } = await start({
    ROLE: 'worker',
    DATA_KEYS: `k:${key}`,
    BLIND_INDEX_KEY: key,
    LINK_KEY: key,
  }).ended
  expect(code).toBe(1)
  expect(output).toContain('REDIS_URL: needed because ROLE is worker')
  expect(output).toContain('MONGODB_URI: needed because ROLE is worker')
}, 30_000)

it('a store that cannot be reached ends the start with 1 and one line', async () => {
  const { code, output } = await start({
    MONGODB_URI: 'mongodb://127.0.0.1:1/kelu?serverSelectionTimeoutMS=500',
    DATA_KEYS: `k:${key}`,
    BLIND_INDEX_KEY: key,
    LINK_KEY: key,
  }).ended
  expect(code).toBe(1)
  expect(output).toContain('127.0.0.1:1')
  expect(output).not.toMatch(/^\s+at /m)
}, 30_000)
