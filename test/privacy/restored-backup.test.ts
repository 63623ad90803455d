import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { run } from '../../cli/run.ts'
import { createSealing } from '../../domain/customers/sealing.ts'
import { searchStore } from '../../domain/privacy/testing/search-store.ts'
import { erasedListName } from '../../server/erased-list.ts'
import type { StartOptions } from '../../server/start.ts'
import { type RunningKelu, runningKelu } from '../testing/running-kelu.ts'

const key = () => randomBytes(32).toString('base64')
const phone = '+8613977700112'
const claims = [{ kind: 'phone' as const, value: phone, verified: true }]

let home: string
let env: Record<string, string>
let running: RunningKelu | null = null
/** Her number, and the backup she is in. */
let id: string
let folder: string

// She was there, a backup was made, she was erased, another backup was made.
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'kelu-restored-'))
  env = {
    ...{ MONGODB_URI: '', DATA_DIR: join(home, 'data') },
    ...{ DATA_KEYS: `test:${key()}`, BLIND_INDEX_KEY: key(), LINK_KEY: key() },
  }
  const before = await start()
  id = (await herself(before))._id
  await stop()
  folder = await backup()
  await erase(await start())
  await stop()
  await backup()
})
afterEach(stop)
afterAll(async () => {
  await stop()
  await rm(home, { recursive: true })
})

async function start(more: Record<string, string> = {}, adapt?: StartOptions['adapt']): Promise<RunningKelu> {
  running = await runningKelu({ environment: { ...env, ...more }, ...(adapt && { adapt }) })
  return running
}
async function stop(): Promise<void> {
  await running?.close()
  running = null
}

async function kelu<T>(args: string[], more: Record<string, string> = {}): Promise<T> {
  let out = ''
  const code = await run([...args, '--json'], {
    ...{ env: { ...env, ...more }, cwd: home, err: () => undefined },
    terminal: { isInteractive: false, say: () => undefined, ask: async () => '' },
    out: (text: string) => {
      out += text
    },
  })
  expect(`${code} ${out}`).toMatch(/^0 /)
  return JSON.parse(out) as T
}
const backup = async () => (await kelu<{ folder: string }>(['backup', join(home, 'backups')])).folder

async function herself({ kelu, clock }: RunningKelu) {
  const customer = await kelu.customers.getOrCreate(claims, { source: 'test', at: clock.now() })
  return kelu.customers.change(
    customer,
    { setProfile: { nickname: '晚晚呀', phone }, addTags: [{ name: '高意向', kind: 'manual' }] },
    'test:profile',
  )
}
async function erase(world: RunningKelu) {
  const customer = await herself(world)
  // After the backup: only what is remembered of them knows it.
  const after = await world.kelu.customers.change(
    customer,
    { setConsent: { wecom: { state: 'refused', source: 'test' } } },
    'test:refused',
  )
  await world.kelu.erasures.erase(after, { by: 'zhou', reason: '本人要求' })
}

/** Starts on what was restored, and sees whether she was there when work was looked for the first time. */
async function startRestored(more: Record<string, string> = {}) {
  const seen: boolean[] = []
  const world = await start(more, {
    stores: (stores) => ({
      ...stores,
      runs: {
        ...stores.runs,
        async earliestDue(until, limit) {
          seen.push((await stores.customers.findMany([id])).length > 0)
          return stores.runs.earliestDue(until, limit)
        },
      },
    }),
  })
  await world.settle()
  return { world, seen }
}

async function expectErased(world: RunningKelu): Promise<void> {
  const seal = createSealing({ data: world.config.dataKeys, blindIndex: world.config.blindIndexKey })
  await world.kelu.erasures.sweep()
  expect(await searchStore(world.kelu.connection, seal, [phone, '13977700112', '晚晚呀'])).toEqual(
    // Until what was being written meanwhile has been looked for once more.
    [`erasures ${id}`],
  )
  const again = await world.kelu.customers.getOrCreate(claims, { source: 'test', at: world.clock.now() })
  expect(again._id).not.toBe(id)
  expect(again.consent.wecom?.state).toBe('refused')
}

it('who was erased after a backup is erased again when it is restored elsewhere: the list beside the backups knows them', async () => {
  const elsewhere = { DATA_DIR: join(home, 'elsewhere') }
  expect(await kelu(['restore', folder, '--yes'], elsewhere)).toMatchObject({ erased: 1 })
  const { world, seen } = await startRestored(elsewhere)
  expect(new Set(seen)).toEqual(new Set([false]))
  await expectErased(world)
})

it('so is whoever the store knows that is restored over, before any work is taken up; nothing in the list names them', async () => {
  await rm(join(home, 'backups', erasedListName))
  expect(await kelu(['restore', folder, '--replace', '--yes'])).toMatchObject({ erased: 1 })
  const list = await readFile(join(home, 'data', erasedListName), 'utf8')
  expect(list).toContain(id)
  expect(list).not.toMatch(/13977700112|晚晚呀/)
  const { world, seen } = await startRestored()
  expect(seen.length).toBeGreaterThan(0)
  expect(new Set(seen)).toEqual(new Set([false]))
  await expectErased(world)
  expect(await readdir(join(home, 'data'))).not.toContain(erasedListName)
})
