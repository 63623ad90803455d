import { expect, it } from 'vitest'
import { createSamples } from './samples.ts'

const at = (n: number) => new Date(Date.UTC(2026, 2, 2, 0, n))

it('keeps thirty of however many, the same ones whatever their order, each once and the earliest first', () => {
  const [forth, back] = [createSamples(), createSamples()]
  for (let n = 0; n < 500; n += 1) {
    forth.note('entered', `c${n}`, at(n))
    forth.note('entered', `c${n}`, at(n + 1))
    back.note('entered', `c${499 - n}`, at(499 - n))
  }
  const { entered } = forth.people()
  expect(entered).toHaveLength(30)
  expect(entered).toEqual(back.people().entered)
  expect(entered?.map((one) => one.at.getTime())).toEqual(
    [...(entered ?? [])].map((one) => one.at.getTime()).sort((a, b) => a - b),
  )
})

it('keeps the people of each figure apart', () => {
  const samples = createSamples()
  samples.note('entered', 'c1', at(1))
  samples.note('notSent:noConsent', 'c2', at(2))
  expect(samples.people()).toEqual({
    entered: [{ customerId: 'c1', at: at(1) }],
    'notSent:noConsent': [{ customerId: 'c2', at: at(2) }],
  })
})
