import { describe, expect, it } from 'vitest'
import { play } from './testing/play.ts'

describe('the demo', { timeout: 480_000 }, () => {
  it('notices a Kelu that keeps a callback twice', async () => {
    const { code, report } = await play({ kelu: 'test/demo/without-deduplication.ts' })
    expect(report.differences.join()).toContain('inbox records of WeCom callbacks')
    expect(code).toBe(1)
  })

  it('notices a Kelu that sends a third message in a day', async () => {
    const { code, report } = await play({ kelu: 'test/demo/without-cap.ts' })
    expect(report.differences.join()).toContain('skips.dayCapFull: 1, 0')
    expect(code).toBe(1)
  })

  it('notices a Kelu that does not fall back', async () => {
    const { code, report } = await play({ kelu: 'test/demo/without-fallback.ts' })
    expect(report.differences.join()).toContain('fallbacks: 1, 0')
    expect(code).toBe(1)
  })
})
