import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hashOf } from './keep-version.ts'
import { createMeta } from './meta.ts'
import { aDefinitionsWorld, written } from './testing/world.ts'

let world: Awaited<ReturnType<typeof aDefinitionsWorld>>
let process: ReturnType<typeof world.aProcess>
let meta: ReturnType<typeof createMeta>
beforeEach(async () => {
  world = await aDefinitionsWorld()
  process = world.aProcess()
  meta = createMeta({
    store: world.metaStore,
    definitions: world.store,
    published: process.published,
    testResults: world.testResults,
    clock: world.clock,
  })
})
afterEach(() => world.drop())

const journey = (owner?: string) =>
  `journey: j
name: 流程
${owner === undefined ? '' : `owner: ${owner}\n`}entry: { api: true }
steps: { w: { wait: 1 day, next: end } }
`
const owner = () => meta.owner('journey', 'j')
const handOver = (to: string) => meta.handOver('journey', 'j', { owner: to, by: 'boss' })

describe('the owner', () => {
  it('is whom the file names, and nobody before', async () => {
    await process.publish(journey())
    expect(await owner()).toBeUndefined()
    await process.publish(journey('王芳'))
    expect(await owner()).toBe('王芳')
  })

  it('is whom it was handed over to, until the definition names somebody new', async () => {
    await process.publish(journey('wang'))
    await handOver('li')
    expect(await owner()).toBe('li')
    await process.publish(`${journey('wang')}note: 别的改动\n`)
    expect(await owner()).toBe('li')
    await process.publish(journey())
    expect(await owner()).toBe('li')
    await process.publish(journey('zhao'))
    expect(await owner()).toBe('zhao')
  })

  it('that was handed over twice is the last one, also where the definition names nobody', async () => {
    await process.publish(journey())
    await handOver('li')
    await process.publish(journey('wang'))
    expect(await owner()).toBe('wang')
    await handOver('li')
    expect(await owner()).toBe('li')
    expect((await process.published.refresh()).number).toBe(2)
  })

  it('is a name', async () => {
    await expect(handOver(' ')).rejects.toMatchObject({ code: 'request.malformed' })
  })
})

describe('自动化流程配置表', () => {
  it('tells of the version in use', async () => {
    const since = world.clock.now()
    await process.publish(journey('wang'))
    world.clock.advance(86_400_000)
    await process.publish(journey('wang').replace('1 day', '2 days'))
    await handOver('li')
    expect(await meta.configurationRecord('j')).toMatchObject({
      name: '流程',
      actions: ['等 2 天'],
      owner: 'li',
      version: 2,
      configuredAt: world.clock.now(),
      configuredBy: 'ops',
      since,
      testResult: '尚未测试',
    })
  })

  it('tells of the last test of this very text, whatever became of others', async () => {
    const tested = (text: string, minute: number, passed: boolean) =>
      world.testResults.insert({
        _id: `journey:j@1:${minute}`,
        key: 'journey:j',
        number: 1,
        hash: hashOf(written(text)[0]!.one),
        passed,
        findings: passed ? [] : [{ level: 'fault', place: 'entry', reason: '进不来', todo: '改条件' }],
        by: 'ops',
        at: new Date(`2026-03-02T09:0${minute}:00+08:00`),
      })
    const result = async () => (await meta.configurationRecord('j')).testResult
    await process.publish(journey())
    await tested(journey().replace('1 day', '2 days'), 1, true)
    expect(await result()).toBe('尚未测试')
    await tested(journey(), 2, false)
    expect(await result()).toBe('2026年3月2日 09:02 测试没有通过：1 处问题')
    await tested(journey(), 3, true)
    expect(await result()).toBe('2026年3月2日 09:03 测试通过')
  })

  it('of a journey that is not in use is refused', async () => {
    await process.publish(journey())
    await process.publish('', { retire: ['journey:j'] })
    await expect(meta.configurationRecord('j')).rejects.toMatchObject({ code: 'journey.not_found' })
  })
})
