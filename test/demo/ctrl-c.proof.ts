import { spawn } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))

it('a Ctrl-C in the middle of the story ends the demo in order: no folder left, no stack trace', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kelu ctrl-c '))
  // A process group of its own, as a terminal gives it: a Ctrl-C reaches all who are in it.
  const demo = spawn(process.execPath, ['--import', 'tsx', 'sandbox/demo/main.ts', '--cast', '1'], {
    cwd: root,
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let output = ''
  const ended = new Promise((resolve) => demo.once('close', resolve))
  await new Promise<void>((resolve) => {
    for (const stream of [demo.stdout, demo.stderr]) {
      stream.on('data', (text: Buffer) => {
        output += text
        if (output.includes('09:00')) resolve()
      })
    }
    void ended.then(() => resolve())
  })
  expect(output).toContain('09:00')
  process.kill(-(demo.pid ?? 0), 'SIGINT')
  expect(await ended).toBe(130)
  expect((await readdir(folder)).filter((name) => name.startsWith('kelu demo'))).toEqual([])
  expect(output).not.toMatch(/^\s+at /m)
  await rm(folder, { recursive: true })
})
