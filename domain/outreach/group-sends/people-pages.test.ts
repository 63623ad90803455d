import { setImmediate as turn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { forEachOf } from './people-pages.ts'

it('each of them has its turn once, and more than one is under way at a time', async () => {
  const done: number[] = []
  let underWay = 0
  let most = 0
  await forEachOf(
    Array.from({ length: 50 }, (_, n) => n),
    async (n) => {
      most = Math.max(most, ++underWay)
      await turn()
      underWay -= 1
      done.push(n)
    },
  )
  expect(done.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, n) => n))
  expect(most).toBeGreaterThan(1)
  expect(most).toBeLessThanOrEqual(8)
})

it('throws the first error when nothing of it is under way any more', async () => {
  let underWay = 0
  const failing = forEachOf([1, 2, 3, 4], async (n) => {
    underWay += 1
    await turn()
    if (n > 1) await turn()
    underWay -= 1
    if (n === 1) throw new Error('the store is away')
  })
  await expect(failing).rejects.toThrow('the store is away')
  expect(underWay).toBe(0)
})

it('nobody is done nothing for', async () => {
  await forEachOf([], async () => {
    throw new Error('never')
  })
})
