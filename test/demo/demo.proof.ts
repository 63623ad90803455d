import { expect, it } from 'vitest'
import { play } from './testing/play.ts'

it('the demo ends as its cast calls for: nothing twice, nothing lost, nobody stuck', {
  timeout: 3_600_000,
}, async () => {
  const { code, report } = await play({ cast: 200 })
  expect(report.differences).toEqual([])
  expect(report).toMatchObject({ ok: true, duplicates: 0, lost: 0, stuck: 0 })
  expect(code).toBe(0)
})
