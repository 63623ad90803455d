import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    pageDir: string
  }
}

const root = fileURLToPath(new URL('../../', import.meta.url))
const builds = join(root, 'node_modules', '.cache', 'kelu-page')

/** Builds the page with the page of its parts, unless just these sources were built before. */
export default async function buildPage(project: TestProject): Promise<void> {
  project.provide('pageDir', await builtPage())
}

async function builtPage(): Promise<string> {
  const folder = join(builds, await hashOfSources())
  if (existsSync(join(folder, 'index.html'))) return folder
  const unfinished = `${folder}-${process.pid}`
  await runVite(['build', 'admin', '--outDir', unfinished, '--emptyOutDir', '--logLevel', 'error'])
  await rm(folder, { recursive: true, force: true })
  await rename(unfinished, folder)
  for (const other of await readdir(builds)) {
    if (join(builds, other) !== folder) await rm(join(builds, other), { recursive: true, force: true })
  }
  return folder
}

async function hashOfSources(): Promise<string> {
  const inside = await Promise.all(['src', 'build', 'public'].map((name) => filesIn(join('admin', name))))
  const files = ['package-lock.json', 'admin/index.html', 'admin/vite.config.ts', ...inside.flat().sort()]
  const hash = createHash('sha256')
  for (const file of files.filter((each) => !each.endsWith('.test.ts'))) {
    hash.update(file).update(await readFile(join(root, file)))
  }
  return hash.digest('hex').slice(0, 16)
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length))
}

function runVite(args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(join(root, 'node_modules', '.bin', 'vite'), args, {
      cwd: root,
      // A test run's own NODE_ENV would build what is for developers.
      env: { ...process.env, NODE_ENV: 'production', VITE_PARTS: '1' },
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    child.once('error', reject)
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`vite ended with code ${code}`))))
  })
}
