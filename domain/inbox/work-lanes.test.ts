import { expect, it } from 'vitest'
import { createWorkLanes } from './work-lanes.ts'

/** Work that lasts until the test ends it, and says when it began. */
function stage() {
  const begun: string[] = []
  const ends = new Map<string, () => void>()
  const work = (name: string) => () =>
    new Promise<void>((end) => {
      begun.push(name)
      ends.set(name, end)
    })
  const end = async (name: string) => {
    ends.get(name)?.()
    await new Promise((turn) => setImmediate(turn))
  }
  return { begun, work, end }
}

it('lets the rest go on one at a time while anything urgent is under way, and all together afterwards', async () => {
  const { begun, work, end } = stage()
  const { urgent, later } = createWorkLanes()
  const all = [urgent(work('welcome')), ...['a', 'b', 'c', 'd'].map((name) => later(work(name)))]
  await end('nobody')
  expect(begun).toEqual(['welcome', 'a'])
  await end('a')
  expect(begun).toEqual(['welcome', 'a', 'b'])
  await end('welcome')
  expect(begun).toEqual(['welcome', 'a', 'b', 'c', 'd'])
  for (const name of ['b', 'c', 'd']) await end(name)
  expect(await Promise.all(all)).toEqual([true, true, true, true, true])
})

it('is not held up by urgent work that failed', async () => {
  const { begun, work, end } = stage()
  const { urgent, later } = createWorkLanes()
  await expect(urgent(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  const all = ['a', 'b'].map((name) => later(work(name)))
  await end('nobody')
  expect(begun).toEqual(['a', 'b'])
  for (const name of begun) await end(name)
  await Promise.all(all)
})

it('once behind, takes the newest urgent work first, and forgets the oldest of too much', async () => {
  const { begun, work, end } = stage()
  const lanes = createWorkLanes({ urgentAtOnce: 1, urgentWaiting: 3 })
  expect(lanes.freeForUrgent()).toBe(true)
  const all = ['first', 'old', 'older-than-new', 'new', 'newest'].map((name) => lanes.urgent(work(name)))
  expect(lanes.freeForUrgent()).toBe(false)
  await end('nobody')
  for (const name of ['first', 'newest', 'new', 'older-than-new']) await end(name)
  expect(begun).toEqual(['first', 'newest', 'new', 'older-than-new'])
  expect(await Promise.all(all)).toEqual([true, false, true, true, true])
})

it('told to stop, ends what has begun and sends away what waits and what comes', async () => {
  const { begun, work, end } = stage()
  const lanes = createWorkLanes({ urgentAtOnce: 1, laterAtOnce: 1 })
  const all = [
    lanes.urgent(work('a')),
    lanes.urgent(work('b')),
    lanes.later(work('c')),
    lanes.later(work('d')),
  ]
  await end('nobody')
  lanes.stop()
  all.push(lanes.urgent(work('e')), lanes.later(work('f')))
  expect(await Promise.all(all.slice(1, 2))).toEqual([false])
  for (const name of ['a', 'c']) await end(name)
  expect(await Promise.all(all)).toEqual([true, false, true, false, false, false])
  expect(begun).toEqual(['a', 'c'])
})
