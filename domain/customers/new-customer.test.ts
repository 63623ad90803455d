import { decodeTime } from 'ulid'
import { expect, it } from 'vitest'
import { movableClock } from '../../test/testing/clock.ts'
import { createCustomerIds } from './new-customer.ts'

it('ids of one moment are all different, and tell the moment', () => {
  const clock = movableClock()
  const ids = createCustomerIds(clock)
  const made = Array.from({ length: 10_000 }, () => ids.customer())
  expect(new Set(made).size).toBe(10_000)
  expect(made.filter((id) => !/^c_[0-9A-HJKMNP-TV-Z]{26}$/.test(id))).toEqual([])
  expect(decodeTime((made[0] ?? '').slice(2))).toBe(clock.now().getTime())
})

it('every character of chance is as likely as the others', () => {
  const ids = createCustomerIds(movableClock())
  const counts = new Map<string, number>()
  const made = 4_000
  for (let at = 0; at < made; at += 1) {
    for (const character of ids.customer().slice(-16)) counts.set(character, (counts.get(character) ?? 0) + 1)
  }
  const expected = (made * 16) / 32
  expect(counts.size).toBe(32)
  // Ten standard deviations.
  for (const count of counts.values())
    expect(Math.abs(count - expected)).toBeLessThan(10 * Math.sqrt(expected))
})
