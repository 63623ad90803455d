import { expect, it } from 'vitest'
import { createUrgentFirst } from './urgent-first.ts'

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
  const { urgent, later } = createUrgentFirst()
  const all = [urgent(work('welcome')), ...['a', 'b', 'c', 'd'].map((name) => later(work(name)))]
  await end('nobody')
  expect(begun).toEqual(['welcome', 'a'])
  await end('a')
  expect(begun).toEqual(['welcome', 'a', 'b'])
  await end('welcome')
  expect(begun).toEqual(['welcome', 'a', 'b', 'c', 'd'])
  for (const name of ['b', 'c', 'd']) await end(name)
  await Promise.all(all)
})

it('is not held up by urgent work that failed', async () => {
  const { begun, work, end } = stage()
  const { urgent, later } = createUrgentFirst()
  await expect(urgent(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  const all = ['a', 'b'].map((name) => later(work(name)))
  await end('nobody')
  expect(begun).toEqual(['a', 'b'])
  for (const name of begun) await end(name)
  await Promise.all(all)
})
