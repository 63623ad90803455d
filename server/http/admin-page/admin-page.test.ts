import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { silentLog } from '../../../domain/log.ts'
import { createApp } from '../../app.ts'
import { createHttpServer, type HttpServer } from '../../http-server.ts'
import { createMetrics } from '../../metrics.ts'
import { createAdminPageRouter } from './router.ts'

const script = 'console.log("客旅")'
const servers: HttpServer[] = []
let folder: string
let base: string

async function serve(pageDir: string): Promise<string> {
  const inbox = { countByState: async () => ({ received: 0, done: 0, failed: 0, ignored: 0 }) }
  const server = createHttpServer()
  server.serve(
    createApp({
      routers: [createAdminPageRouter({ folder: pageDir })],
      log: silentLog,
      metrics: createMetrics({ inbox, held: async () => [] }),
      https: false,
      trustedProxies: 0,
    }),
  )
  servers.push(server)
  return `http://127.0.0.1:${await server.listen(0, '127.0.0.1')}`
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kelu page '))
  await mkdir(join(folder, 'assets'))
  await mkdir(join(folder, '.vite'))
  await writeFile(join(folder, 'index.html'), '<title>客旅</title>')
  await writeFile(join(folder, 'assets', 'main-a1b2.js'), script)
  await writeFile(join(folder, 'assets', 'main-a1b2.js.br'), brotliCompressSync(script))
  await writeFile(join(folder, '.vite', 'manifest.json'), '{}')
  base = await serve(folder)
})
afterAll(async () => {
  for (const server of servers) await server.close(100)
  await rm(folder, { recursive: true })
})
const get = (path: string, encoding = 'identity') =>
  fetch(`${base}${path}`, { redirect: 'manual', headers: { 'accept-encoding': encoding } })

describe('the page', () => {
  it.each(['/admin/', '/admin/journeys/m5/edit', '/admin/.vite/manifest.json'])(
    'is one and the same at every place inside it, and never kept: %s',
    async (path) => {
      const answer = await get(path)
      expect(await answer.text()).toBe('<title>客旅</title>')
      expect(answer.headers.get('cache-control')).toBe('no-store')
    },
  )

  it('allows its own files and nothing inline', async () => {
    const policy = (await get('/admin/')).headers.get('content-security-policy') ?? ''
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
  })

  it('is found without its last slash', async () => {
    const answer = await get('/admin')
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/admin/'])
  })

  it('says how to build it when it is not there', async () => {
    const answer = await fetch(`${await serve(join(folder, 'none'))}/admin/`)
    expect(answer.status).toBe(503)
    expect(await answer.json()).toMatchObject({
      error: { code: 'page.not_built', data: { expected: 'npm run build' } },
    })
  })
})

describe('a file with a hash in its name', () => {
  it('may be kept for ever, and comes precompressed to whoever takes that', async () => {
    const [plain, packed] = await Promise.all([
      get('/admin/assets/main-a1b2.js'),
      get('/admin/assets/main-a1b2.js', 'gzip, deflate, br'),
    ])
    expect(plain.headers.get('content-encoding')).toBeNull()
    expect(packed.headers.get('content-encoding')).toBe('br')
    expect(packed.headers.get('vary')).toContain('Accept-Encoding')
    expect(await plain.text()).toBe(script)
    expect(await packed.text()).toBe(script)
    expect(packed.headers.get('cache-control')).toContain('immutable')
    expect(packed.headers.get('content-type')).toContain('javascript')
  })

  it('of a release before is not found, rather than the page in its place', async () => {
    expect((await get('/admin/assets/main-old.js')).status).toBe(404)
  })
})
