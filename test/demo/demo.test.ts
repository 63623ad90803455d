import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { Report } from '../../sandbox/demo/report.ts'
import { startFile } from '../testing/start-file.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Plays a small story in processes of its own; `kelu` names a start-up file with something taken out. */
async function play(kelu?: string): Promise<{ code: number | null; report: Report }> {
  const args = ['--import', 'tsx', 'sandbox/demo/main.ts', '--exit', '--json', '--cast', '12']
  if (kelu) args.push('--kelu', startFile(kelu), '--sandbox', startFile('sandbox/main.ts'))
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.on('data', (text: Buffer) => {
    output += text
  })
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, report: JSON.parse(output.trimEnd().split('\n').at(-1) ?? '') as Report }
}

describe('the demo', { timeout: 180_000 }, () => {
  it('ends as its cast calls for: nothing twice, nothing lost, nobody stuck', async () => {
    const { code, report } = await play()
    expect(report.differences).toEqual([])
    expect(report).toMatchObject({ ok: true, duplicates: 0, lost: 0, stuck: 0 })
    expect(code).toBe(0)
  })

  it('notices a Kelu that keeps a callback twice', async () => {
    const { code, report } = await play('test/demo/without-deduplication.ts')
    expect(report.differences.join()).toContain('inbox records of WeCom callbacks')
    expect(code).toBe(1)
  })

  it('notices a Kelu that sends a third message in a day', async () => {
    const { code, report } = await play('test/demo/without-cap.ts')
    expect(report.differences.join()).toContain('skips.dayCapFull: 1, 0')
    expect(code).toBe(1)
  })

  it('notices a Kelu that does not fall back', async () => {
    const { code, report } = await play('test/demo/without-fallback.ts')
    expect(report.differences.join()).toContain('fallbacks: 1, 0')
    expect(code).toBe(1)
  })
})
