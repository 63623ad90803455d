import { expect, it, vi } from 'vitest'
import { createRecently } from './recently.ts'

const at = { now: 0 }
const realClock = { now: () => new Date(at.now) }
const create = () => createRecently<number>({ realClock })

it('counts once for everybody who asks about the same within the time', async () => {
  const recently = create()
  const count = vi.fn(async () => count.mock.calls.length)
  expect(await Promise.all([recently('a', count), recently('a', count), recently('b', count)])).toEqual([
    1, 1, 2,
  ])
  at.now += 14_999
  expect(await recently('a', count)).toBe(1)
  at.now += 1
  expect(await recently('a', count)).toBe(3)
})

it('counts the less often the longer it took', async () => {
  const recently = create()
  const count = vi.fn(async () => {
    at.now += 2_000
    return count.mock.calls.length
  })
  await recently('a', count)
  at.now += 39_999
  expect(await recently('a', count)).toBe(1)
  at.now += 1
  expect(await recently('a', count)).toBe(2)
})

it('remembers no failure', async () => {
  const recently = create()
  await expect(recently('a', () => Promise.reject(new Error('away')))).rejects.toThrow('away')
  expect(await recently('a', async () => 1)).toBe(1)
})
