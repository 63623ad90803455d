import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { testDatabase } from '../testing/database.ts'
import { freePort } from '../testing/free-port.ts'
import { testRedisUrl } from '../testing/redis.ts'
import { keluProcesses } from './kelu-process.ts'

const { start, endAll } = keluProcesses()
afterAll(endAll)

const mail = { SMTP_URL: 'smtp://127.0.0.1:1', EMAIL_FROM: 'a@b.example' }
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
})

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
})

it('a store that cannot be reached is said while it is waited for, by host alone, and ends the start with 1 and one line', async () => {
  const silent = createServer()
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const { port } = silent.address() as AddressInfo
  // Nobody there, somebody who does not answer, several of whom none is there.
  const hosts = ['127.0.0.1:1', `127.0.0.1:${port}`, '127.0.0.1:1,127.0.0.1:2']
  const outcomes = hosts.map(
    (host) =>
      start({
        PORT: '0',
        MONGODB_URI: `mongodb://who:pass-word@${host}/kelu?serverSelectionTimeoutMS=3500`,
        DATA_KEYS: `k:${key}`,
        BLIND_INDEX_KEY: key,
        LINK_KEY: key,
      }).ended,
  )
  for (const [n, { code, output }] of (await Promise.all(outcomes)).entries()) {
    expect(code).toBe(1)
    const lines = output.split('\n')
    const waiting = lines.findIndex((line) => line.includes('still trying'))
    expect(waiting, hosts[n]).toBeGreaterThanOrEqual(0)
    expect(JSON.parse(lines[waiting] ?? '')).toMatchObject({ setting: 'MONGODB_URI', hosts: hosts[n] })
    expect(lines.findIndex((line) => /^ {2}- MONGODB_URI: .*check the address/.test(line))).toBeGreaterThan(
      waiting,
    )
    expect(output).not.toContain('pass-word')
    expect(output).not.toMatch(/^\s+at /m)
  }
  silent.close()
})

it.each(['PORT', 'OPS_PORT', 'EMAIL_BOUNCE_PORT'])(
  'a %s somebody else uses ends the start with 1 and says which setting to change; a later start is free to go',
  async (setting) => {
    const db = await testDatabase()
    const port = await freePort()
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(port, resolve))
    const env = {
      MONGODB_URI: db.uri,
      ...(setting === 'OPS_PORT' && { ROLE: 'worker', REDIS_URL: testRedisUrl(5) }),
      ...(setting === 'EMAIL_BOUNCE_PORT' && { PORT: '0', EMAIL_BOUNCE_DOMAIN: 'b.k.example', ...mail }),
      [setting]: String(port),
      DATA_KEYS: `k:${key}`,
      BLIND_INDEX_KEY: key,
      LINK_KEY: key,
    }
    const { code, output } = await start(env).ended
    expect(code).toBe(1)
    expect(output).toMatch(new RegExp(`^ {2}- ${setting}: .*${port}`, 'm'))
    expect(output).not.toMatch(/^\s+at /m)

    expect(await db.connection.listCollections()).toEqual([])

    await new Promise((resolve) => other.close(resolve))
    const next = start(env)
    await next.ready()
    await next.stop()
    await db.drop()
  },
)

it('mistakes in the staff file end the start with 1 and name entry and field', async () => {
  const db = await testDatabase()
  const folder = await mkdtemp(join(tmpdir(), 'kelu staff '))
  const file = join(folder, 'staff.yaml')
  await writeFile(
    file,
    '- { userid: lilei, name: 李雷, department: 门店 }\n- { userid: hanmei, phone: "139" }\n',
  )
  const { code, output } = await start({
    MONGODB_URI: db.uri,
    PORT: '0',
    STAFF_FILE: file,
    DATA_KEYS: `k:${key}`,
    BLIND_INDEX_KEY: key,
    LINK_KEY: key,
  }).ended
  expect(code).toBe(1)
  expect(output).toContain('STAFF_FILE：第 2 位（hanmei） name 应为：姓名；请补上这一项')
  expect(output).toContain('STAFF_FILE：第 2 位（hanmei） phone 应为：大陆手机号')
  expect(output).not.toContain('第 1 位')
  expect(await db.connection.listCollections()).toEqual([])
  expect(output).not.toMatch(/^\s+at /m)
  await rm(folder, { recursive: true })
  await db.drop()
})

it.each([
  ['TEMPLATES_DIR', 'not there', 'name a folder'],
  ['TEMPLATES_DIR', 'empty', 'channel code'],
  ['DATA_DIR', 'a file', 'that it may write to'],
  ['DATA_DIR', 'damaged', 'put a backup'],
])(
  '%s that is %s ends the start with 1 and says what to do, without a stack trace',
  async (setting, name, todo) => {
    const folder = await mkdtemp(join(tmpdir(), 'kelu start '))
    await mkdir(join(folder, 'empty'))
    await writeFile(join(folder, 'a file'), '')
    await mkdir(join(folder, 'damaged'))
    await writeFile(join(folder, 'damaged', 'data.mdb'), 'no data file'.repeat(1_000))
    const { code, output } = await start({
      DATA_DIR: join(folder, 'data'),
      PORT: '0',
      DATA_KEYS: `k:${key}`,
      BLIND_INDEX_KEY: key,
      LINK_KEY: key,
      [setting]: join(folder, name),
    }).ended
    expect(code).toBe(1)
    expect(output).toMatch(new RegExp(`^  - ${setting}: .*${todo}`, 'm'))
    expect(output).not.toMatch(/^\s+at /m)
    await rm(folder, { recursive: true })
  },
)
