import { expect, it } from 'vitest'
import { proofSize } from '../testing/proof-size.ts'
import { play } from './testing/play.ts'

it('the demo ends as its cast calls for: nothing twice, nothing lost, nobody stuck', {
  timeout: 1_200_000,
}, async () => {
  const { code, report } = await play({ cast: proofSize({ short: 40, long: 200 }) })
  expect(report.differences).toEqual([])
  expect(report).toMatchObject({ ok: true, duplicates: 0, lost: 0, stuck: 0 })
  expect(code).toBe(0)
})
