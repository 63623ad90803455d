import { afterEach, beforeEach, expect, it } from 'vitest'
import { simulationsWorld } from '../simulations/testing/world.ts'

const text = `
journey: nurture
name: 线索培育
entry: { event: lead.submitted, again: always }
steps:
  which:
    branch:
      - { when: { tag: 老客 }, to: mark }
      - { when: { all: [{ tag: 老客 }, { trait: region, is: 上海 }] }, to: never }
      - { otherwise: end }
  mark: { tag: { add: [回来了] }, next: end }
  never: { tag: { add: [走不到] }, next: end }
`

let world: Awaited<ReturnType<typeof simulationsWorld>>
beforeEach(async () => {
  world = await simulationsWorld()
  await world.publish(text)
})
afterEach(() => world.close())

it('tests a version beside the process, keeps how it stood, and tells the step of each finding', async () => {
  const page = await world.page('marketer')
  const tried = await page.post('/journeys/nurture/trials', { of: 1 })
  expect(tried.status, JSON.stringify(tried.body)).toBe(200)
  expect(tried.body).toMatchObject({ passed: false, by: '某marketer', tried: { ways: 5, waysWalked: 3 } })
  const steps = tried.body.findings.map(({ level, stepId }: Record<string, string>) => [level, stepId])
  expect(steps).toContainEqual(['fault', 'never'])
  const { test } = (await page.get('/journeys/nurture/trials/latest?of=1')).body
  expect(test).toMatchObject({ passed: false, findings: tried.body.findings })
  await world.draft('journey:nurture', text.replace('回来了', '又来了'))
  expect((await page.get('/journeys/nurture/trials/latest?of=draft')).body.test).toBeNull()
})
