import { randomBytes } from 'node:crypto'
import { test } from 'vitest'
import { runningKelu } from '../../test/testing/running-kelu.ts'
import { run } from '../run.ts'
import type { Ran } from './a-cli.ts'

const key = () => randomBytes(32).toString('base64')

/** A whole Kelu before simulated platforms, and the command line beside it, with its settings unless the test gives others. */
// biome-ignore lint/correctness/noEmptyPattern: vitest reads from the pattern that nothing is asked for
export const withKelu = test.extend('beside', { scope: 'file' }, async ({}, { onCleanup }) => {
  const keys = { DATA_KEYS: `test:${key()}`, BLIND_INDEX_KEY: key(), LINK_KEY: key() }
  const running = await runningKelu({
    before: {
      now: new Date('2026-03-02T09:00:00+08:00'),
      environment: keys,
      restore: async () => undefined,
    },
  })
  onCleanup(() => running.close())

  async function kelu(line: string, more: Record<string, string> = {}): Promise<Ran> {
    let [out, err] = ['', '']
    const write = (text: string) => {
      out += text
    }
    const env = { MONGODB_URI: running.config.mongodbUri ?? '', ...keys, ...more }
    const terminal = { isInteractive: false, say: write, ask: async () => '' }
    const code = await run(line.split(' '), {
      env,
      cwd: '/nowhere',
      terminal,
      out: write,
      err: (text) => {
        err += text
      },
    })
    return { code, out, err, json: () => JSON.parse(out) as unknown }
  }
  return { running, kelu, anotherKey: key }
})
