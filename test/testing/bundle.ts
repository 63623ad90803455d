import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { TestProject } from 'vitest/node'
import { compileChunks, requireInModule } from './compile-chunks.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    startFiles: string
  }
}

const root = fileURLToPath(new URL('../../', import.meta.url))

/** What tests start as processes of their own, often: bundled and compiled once, each comes up in a quarter of the time. */
const startFiles = [
  'cli/main.ts',
  'domain/imports/testing/importing-process.ts',
  'sandbox/main.ts',
  'server/main.ts',
  'test/demo/without-guards.ts',
  'test/demo/without-scenes.ts',
  'test/edits/steering-process.ts',
  'test/kill/start-kelu.ts',
  'test/kill/start-without-claim.ts',
  'test/mail/start-doctored.ts',
  'test/mail/start-kelu.ts',
  'test/money/start-shop.ts',
  'test/money/start-shop-without-following.ts',
  'test/webhooks/start-kelu.ts',
  'test/webhooks/start-doctored.ts',
]

/** Bundles the start-up files for a whole run; `startFile` says where each went. */
export default async function bundleStartFiles(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'kelu bundle '))
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: startFiles,
    outbase: root,
    outdir: folder,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // They load their native parts by their own places on disk.
    external: ['lmdb', '@node-rs/argon2'],
    banner: { js: requireInModule },
    metafile: true,
    logLevel: 'error',
  })
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir')
  const shared = Object.entries(metafile.outputs).filter(
    ([, { entryPoint = '' }]) => !startFiles.includes(entryPoint),
  )
  await compileChunks(
    folder,
    shared.map(([output, { exports }]) => ({ file: resolve(root, output), exports })),
  )
  project.provide('startFiles', folder)
  return () => rm(folder, { recursive: true, force: true })
}
