import { expect, it } from 'vitest'
import { play } from './testing/play.ts'

it('the demo notices each guard that is missing: callbacks kept twice, a third message in a day, no fall-back', {
  timeout: 2_400_000,
}, async () => {
  const { code, report } = await play({ kelu: 'test/demo/without-guards.ts' })
  const differences = report.differences.join()
  expect(differences).toContain('inbox records of WeCom callbacks')
  expect(differences).toContain('skips.dayCapFull: 1, 0')
  expect(differences).toMatch(/fallbacks: \d+, \d+/)
  expect(code).toBe(1)
})
