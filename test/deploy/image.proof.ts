import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { freePort } from '../testing/free-port.ts'
import { buildImage } from './image.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

it('the image is built as the Dockerfile says, runs without root on a root nobody can write to, and knows whether it is well', async () => {
  const image = buildImage(root, readFileSync(join(root, 'Dockerfile'), 'utf8'))
  const data = mkdtempSync(join(tmpdir(), 'kelu-volume-'))
  chownSync(data, 1000, 1000)
  onTestFinished(() => {
    image.remove()
    rmSync(data, { recursive: true })
  })
  const key = () => randomBytes(32).toString('base64')
  const env = {
    PORT: String(await freePort()),
    DATA_KEYS: `k:${key()}`,
    BLIND_INDEX_KEY: key(),
    LINK_KEY: key(),
  }
  async function run(...command: string[]): Promise<{ code: number | null; said: string }> {
    const child = image.start(command, env, data)
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (text: Buffer) => {
        said += text
      })
    const [code] = (await once(child, 'close')) as [number | null]
    return { code, said }
  }
  // Without the base image. It holds what runs, and nothing that builds or tests.
  expect(image.megabytes).toBeLessThan(250)
  for (const name of ['typescript', 'vitest', 'esbuild', '@biomejs'])
    expect(existsSync(join(image.root, 'app/node_modules', name)), name).toBe(false)
  for (const name of ['.env', '.git', 'test', 'server'])
    expect(existsSync(join(image.root, 'app', name)), name).toBe(false)

  expect(await run(...image.healthCheck)).toMatchObject({
    code: 1,
    said: expect.stringContaining('ECONNREFUSED'),
  })
  const kelu = image.start(image.command, env, data)
  let log = ''
  for (const stream of [kelu.stdout, kelu.stderr])
    stream?.on('data', (text: Buffer) => {
      log += text
    })
  const ended = once(kelu, 'exit')
  onTestFinished(() => void kelu.kill('SIGKILL'))
  await expect
    .poll(() => run(...image.healthCheck), { timeout: 60_000, interval: 500, message: log })
    .toMatchObject({ code: 0 })

  const status = readFileSync(`/proc/${kelu.pid}/status`, 'utf8')
  expect(status).toMatch(/^Uid:\t1000\t1000\t1000\t1000$/m)
  expect(status).toMatch(/^NoNewPrivs:\t1$/m)
  const places = ['/app/x', '/x', '/usr/x', '/etc/x', '/usr/local/bin/x', '/data/x', '/tmp/x']
  const script = `for (const p of ${JSON.stringify(places)}) { try { require('fs').writeFileSync(p, ''); console.log(p) } catch {} }`
  expect((await run('node', '-e', script)).said.trim().split('\n')).toEqual(['/data/x', '/tmp/x'])

  // The command line beside it, as in `docker compose exec`.
  expect(await run('kelu', 'status')).toMatchObject({ code: 0, said: expect.stringContaining('all') })
  expect((await run('kelu', 'backup', '/data/backups')).code).toBe(0)
  kelu.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
})
