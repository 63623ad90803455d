import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'

const script = fileURLToPath(new URL('../../scripts/set-up.mjs', import.meta.url))
const old = new Date('2026-01-01T00:00:00Z')
const production = { 'node_modules/koa': { version: '3.3.0' } }
const everything = {
  ...production,
  'node_modules/typescript': { version: '7.0.2', dev: true },
  'node_modules/other-system': { version: '1.0.0', optional: true },
}

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kelu set-up '))
  mkdirSync(join(root, 'scripts'))
  cpSync(script, join(root, 'scripts', 'set-up.mjs'))
  file('package-lock.json', JSON.stringify({ packages: { '': {}, ...everything } }))
  file('tsconfig.build.json', '{"include":["server"]}', old)
  file('server/main.ts', '', old)
  command('bin/npm', `echo "npm $1" >>"${root}/done"`)
})
afterEach(() => rmSync(root, { recursive: true }))

function file(path: string, text: string, at = new Date()): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
  utimesSync(join(root, path), at, at)
}
function command(path: string, shell: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), `#!/bin/sh\n${shell}\n`, { mode: 0o755 })
}
/** As npm leaves it; the compiler is there when its package is. */
function installed(packages: object): void {
  const { 'node_modules/other-system': _, ...here } = packages as typeof everything
  file('node_modules/.package-lock.json', JSON.stringify({ packages: here }))
  buildTools()
}
function buildTools(): void {
  command('node_modules/.bin/tsc', `echo build >>"${root}/done"`)
  command('node_modules/.bin/vite', `echo "build page" >>"${root}/done"`)
}
function built(): void {
  file('dist/server/main.js', '')
  file('dist/admin/index.html', '')
}

/** What it did, in its order. */
function done(...args: string[]): { did: string[]; code: number | null; said: string } {
  const path = `${join(root, 'bin')}:${process.env.PATH}`
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts', 'set-up.mjs'), ...args], {
    env: { PATH: path },
    encoding: 'utf8',
  })
  const log = join(root, 'done')
  const did = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []
  return { did, code: status, said: stderr }
}

it('packages somebody installed by hand are recognised', () => {
  installed(everything)
  expect(done()).toEqual({ did: [], code: 0, said: '' })
})

it.each<[string, object | null]>([
  ['nothing is installed', null],
  ['a package is of another version', { ...everything, 'node_modules/koa': { version: '3.2.0' } }],
  ['the development packages are left out', production],
])('when %s they are installed', (_what, packages) => {
  if (packages) installed(packages)
  expect(done().did).toEqual(['npm ci'])
})

it('a start with the packages of running alone runs what is built, and installs nothing', () => {
  installed(production)
  built()
  expect(done('--built')).toEqual({ did: [], code: 0, said: '' })
})

it('a start without the development packages runs an older build as it is, and says so', () => {
  installed(production)
  built()
  file('server/main.ts', '', new Date(Date.now() + 60_000))
  expect(done('--built')).toMatchObject({
    did: [],
    code: 0,
    said: expect.stringContaining('newer than dist/'),
  })
})

it('a start after npm ci builds once', () => {
  installed(everything)
  expect(done('--built').did).toEqual(['build', 'build page'])
  built()
  expect(done('--built').did).toEqual(['build', 'build page'])
})

it('a start on changed sources builds them', () => {
  installed(everything)
  built()
  file('server/main.ts', '', new Date(Date.now() + 60_000))
  expect(done('--built').did).toEqual(['build'])
})

it('a start on a changed page builds that alone', () => {
  installed(everything)
  built()
  file('admin/src/main.ts', '', new Date(Date.now() + 60_000))
  expect(done('--built').did).toEqual(['build page'])
})

it('a start on a bare clone installs and builds', () => {
  buildTools()
  expect(done('--built').did).toEqual(['npm ci', 'build', 'build page'])
})
