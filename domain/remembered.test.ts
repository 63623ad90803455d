import { expect, it, vi } from 'vitest'
import { remembered } from './remembered.ts'

const hourMs = 3_600_000

it('loads once for everybody who asks within the time', async () => {
  const load = vi.fn(async () => load.mock.calls.length)
  const recall = remembered(hourMs, load)
  expect(await Promise.all([recall(), recall()])).toEqual([1, 1])
  expect(await recall()).toBe(1)
  recall.forget()
  expect(await recall()).toBe(2)
})

it('loads again after the time, and after a failure', async () => {
  const always = remembered(
    0,
    vi.fn(async () => performance.now()),
  )
  expect(await always()).not.toBe(await always())

  let fails = true
  const recall = remembered(hourMs, async () => {
    if (fails) throw new Error('away')
    return 'there'
  })
  await expect(recall()).rejects.toThrow('away')
  fails = false
  expect(await recall()).toBe('there')
})
