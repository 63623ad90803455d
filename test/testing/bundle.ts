import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    startFiles: string
  }
}

const root = fileURLToPath(new URL('../../', import.meta.url))

/** What tests start as processes of their own, often: bundled once, each comes up in a third of the time. */
const startFiles = [
  'server/main.ts',
  'test/demo/without-cap.ts',
  'test/demo/without-deduplication.ts',
  'test/demo/without-fallback.ts',
  'test/kill/start-kelu.ts',
  'test/kill/start-without-claim.ts',
]

/** Bundles the start-up files for a whole run; `startFile` says where each went. */
export default async function bundleStartFiles(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'kelu bundle '))
  await build({
    absWorkingDir: root,
    entryPoints: startFiles,
    outbase: root,
    outdir: folder,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // It loads its native part by its own place on disk.
    external: ['lmdb'],
    // For the CommonJS packages among what is bundled.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: 'error',
  })
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir')
  project.provide('startFiles', folder)
  return () => rm(folder, { recursive: true, force: true })
}
