import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { DefinitionStore } from '../../models/definitions.ts'
import { aDefinitionsWorld } from './testing/world.ts'

let world: Awaited<ReturnType<typeof aDefinitionsWorld>>
beforeEach(async () => {
  world = await aDefinitionsWorld()
})
afterEach(async () => {
  vi.useRealTimers()
  await world.drop()
})

const segment = (tag: string) => `segment: s\nname: 人群\nkind: static\nrule: { tag: ${tag} }\n`
const counting = (calls: string[]) => (store: DefinitionStore) =>
  Object.fromEntries(
    Object.entries(store).map(([name, call]) => [
      name,
      (...args: never[]) => {
        calls.push(name)
        return (call as (...given: never[]) => unknown)(...args)
      },
    ]),
  ) as unknown as DefinitionStore

it('another process acts on what was published once it looks, and whoever holds its registry sees it', async () => {
  const [author, reader] = [world.aProcess(), world.aProcess()]
  const { registry } = reader.published
  await author.publish(segment('A'))
  expect(registry.has('segment', 's')).toBe(false)
  await reader.published.refresh()
  expect(registry.segment('s').rule).toMatchObject({ tag: 'A' })
})

it('looks by itself every second, and until then costs one small question', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const calls: string[] = []
  const reader = world.aProcess(counting(calls))
  reader.published.follow()
  await vi.advanceTimersByTimeAsync(1_000)
  await expect.poll(() => calls).toEqual(['lastNumber'])
  await world.aProcess().publish(segment('A'))
  await vi.advanceTimersByTimeAsync(1_000)
  await expect.poll(() => reader.published.snapshot().number).toBe(1)
  reader.published.close()
  calls.length = 0
  await vi.advanceTimersByTimeAsync(5_000)
  expect(calls).toEqual([])
})

it('reads only the versions it does not know', async () => {
  const asked: string[][] = []
  const reader = world.aProcess((store) => ({
    ...store,
    versions: (ids) => {
      asked.push(ids)
      return store.versions(ids)
    },
  }))
  const author = world.aProcess()
  await author.publish(`${segment('A')}---\nsegment: t\nname: 另一个\nkind: static\nrule: { tag: T }\n`)
  await reader.published.refresh()
  await author.publish(segment('B'))
  await reader.published.refresh()
  expect(asked).toEqual([['segment:s@1', 'segment:t@1'], ['segment:s@2']])
})

it('keeps the present one while the store is away, and never goes back to an older one', async () => {
  let away = false
  const author = world.aProcess()
  const reader = world.aProcess((store) => ({
    ...store,
    lastNumber: async () => {
      if (away) throw new Error('away')
      return store.lastNumber()
    },
  }))
  await author.publish(segment('A'))
  await reader.published.refresh()
  away = true
  await expect(reader.published.refresh()).rejects.toThrow('away')
  expect(reader.published.snapshot().number).toBe(1)
  away = false
  await author.publish(segment('B'))
  expect((await reader.published.refresh()).number).toBe(2)
})

it('tells what it acts on, and gives any version of a journey ever made', async () => {
  const author = world.aProcess()
  const journey = (name: string) =>
    `journey: j\nname: ${name}\nentry: { api: true }\nsteps: { w: { wait: 1 day, next: end } }\n`
  await author.publish(journey('一'))
  await author.publish(journey('二'))
  await author.publish('', { retire: ['journey:j'] })
  expect((await author.published.version('journey', 'j@1'))?.name).toBe('一')
  expect((await author.published.version('journey', 'j@2'))?.name).toBe('二')
  expect(await author.published.version('journey', 'j@3')).toBeNull()
})

it('a version of an earlier release goes on, its traits read by their present names', async () => {
  await world
    .aProcess()
    .publish('segment: s\nname: 人群\nkind: static\nrule: { trait: cycleDays, atMost: 30 }\n')
  const reader = world.aProcess((store) => ({
    ...store,
    versions: async (ids) =>
      (await store.versions(ids)).map((version) => ({
        ...version,
        definition: version.definition.replace('cycleDays', 'purchaseCycleDays'),
      })),
  }))
  await reader.published.refresh()
  expect(reader.published.registry.segment('s').rule).toMatchObject({ trait: 'cycleDays' })
})
