import { afterEach, beforeEach, expect, it } from 'vitest'
import type { StartTrial } from '../../simulations/fork-work.ts'
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

const asking = `
journey: asking
name: 上新提醒
entry: { event: lead.submitted, again: always }
steps:
  offer: { send: { message: offer, channels: [sms] }, next: back }
  back: { waitFor: { event: order.paid, within: 3 days }, yes: thanks, no: end }
  thanks: { send: { message: thanks, channels: [email] }, next: end }
---
message: offer
name: 上新
purpose: marketing
variables: { name: { from: customer.nickname, default: 您好 } }
sms: { text: '{{ name }}，上新了 拒收请回复R', templates: { aliyun: SMS_200001 } }
---
message: thanks
name: 感谢
purpose: requested
email: { subject: 谢谢, html: "<p>谢谢你</p>", text: 谢谢你 }
`

let world: Awaited<ReturnType<typeof simulationsWorld>>
beforeEach(async () => {
  world = await simulationsWorld()
  await world.publish(text)
})
afterEach(() => world.close())

it('tests a version beside the process, keeps how it stood, and tells the step of each finding', async () => {
  const page = await world.page('marketer')
  const begun = await page.post('/journeys/nurture/trials', { of: 1 })
  expect(begun.status, JSON.stringify(begun.body)).toBe(200)
  expect((await page.get('/journeys/nurture/trials/latest?of=1')).body.underway).toMatchObject({
    by: '某marketer',
  })
  await world.simulations.settled()
  const { test, details, underway } = (await page.get('/journeys/nurture/trials/latest?of=1')).body
  expect(underway).toBeNull()
  expect(test).toMatchObject({ passed: false, by: '某marketer' })
  expect(details.tried).toMatchObject({ ways: 5, waysWalked: 3 })
  const steps = test.findings.map(({ level, stepId }: Record<string, string>) => [level, stepId])
  expect(steps).toContainEqual(['fault', 'never'])
  expect(world.changed).toContain('journey:nurture')
  await world.draft('journey:nurture', text.replace('回来了', '又来了'))
  expect((await page.get('/journeys/nurture/trials/latest?of=draft')).body).toMatchObject({
    test: null,
    details: null,
  })
})

it('shows branch by branch what the test customer saw, when and on which channel', async () => {
  await world.publish(asking)
  const page = await world.page('marketer')
  await page.post('/journeys/asking/trials', { of: 1 })
  await world.simulations.settled()
  const { details } = (await page.get('/journeys/asking/trials/latest?of=1')).body
  const branches = details.branches.map(({ ways, ends, messages }: Record<string, { stepId: string }[]>) => ({
    steps: ways?.map(({ stepId }) => stepId),
    ends,
    messages: messages?.map(({ stepId }) => stepId),
  }))
  expect(branches).toEqual([
    { steps: ['offer', 'back', 'thanks'], ends: '走完', messages: ['offer', 'thanks'] },
    { steps: ['offer', 'back'], ends: '走完', messages: ['offer'] },
  ])
  const [first] = details.branches[0].messages
  expect(first).toMatchObject({
    channel: 'sms',
    name: '上新',
    afterMs: 0,
    notSent: null,
    shown: { kind: 'sms', text: '测试客户，上新了 拒收请回复R', segments: 1 },
  })
  const second = details.branches[0].messages[1]
  expect(second).toMatchObject({ channel: 'email', shown: { kind: 'email', subject: '谢谢', address: '' } })
})

it('says how far it is, and that it failed when its process died', async () => {
  await world.close()
  let tell: Parameters<StartTrial>[1] | undefined
  let fail: (error: Error) => void = () => undefined
  world = await simulationsWorld(undefined, (_, told) => {
    tell = told
    const result = new Promise<never>((_resolve, reject) => {
      fail = reject
    })
    return { result, stop: () => fail(new Error('stopped')) }
  })
  await world.publish(text)
  const page = await world.page('marketer')
  const latest = async () => (await page.get('/journeys/nurture/trials/latest?of=1')).body
  await page.post('/journeys/nurture/trials', { of: 1 })
  await expect.poll(async () => (await latest()).underway).toMatchObject({ total: 0 })
  await expect.poll(() => tell).toBeDefined()
  tell?.({ total: 5 })
  tell?.({ done: 2 })
  await expect
    .poll(async () => (await latest()).underway, { timeout: 60_000 })
    .toMatchObject({ done: 2, total: 5 })
  fail(new Error('out of memory'))
  await world.simulations.settled()
  expect(await latest()).toMatchObject({ test: null, underway: null, hasFailed: true, details: null })
})
