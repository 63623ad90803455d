import fc from 'fast-check'
import { expect, it } from 'vitest'
import { offerMembers } from './offer.ts'

const memberRefused = { kind: 'memberRefused', why: 'noRealName', code: '40098' } as const

it('finds exactly those who cannot be used, whoever they are, and never asks for nobody', async () => {
  const people = fc.uniqueArray(fc.integer({ min: 0, max: 200 }), { maxLength: 100 })
  await fc.assert(
    fc.asyncProperty(people, fc.func(fc.boolean()), async (numbers, isBad) => {
      const wanted = numbers.map(String)
      const bad = wanted.filter((userid) => isBad(userid))
      let calls = 0
      const offered = await offerMembers(wanted, async (users) => {
        calls += 1
        expect(users.length).toBeGreaterThan(0)
        return users.some((userid) => bad.includes(userid))
          ? memberRefused
          : { kind: 'done', value: undefined }
      })
      if (offered.kind !== 'done') throw new Error(offered.kind)
      expect(offered.accepted.toSorted()).toEqual(wanted.filter((userid) => !bad.includes(userid)).toSorted())
      expect(offered.refused.map(({ userid }) => userid).toSorted()).toEqual(bad.toSorted())
      expect(calls).toBeLessThanOrEqual(1 + 2 * bad.length * (1 + Math.ceil(Math.log2(wanted.length || 1))))
    }),
    { numRuns: 100 },
  )
})

it('stops at any other answer, and tells who was accepted before', async () => {
  const answers = [
    memberRefused,
    { kind: 'done', value: undefined },
    { kind: 'unanswered', code: 'timeout' },
  ] as const
  let call = 0
  const offered = await offerMembers(['a', 'b'], async () => answers[call++] ?? memberRefused)
  expect(offered).toEqual({ kind: 'stopped', accepted: ['a'], answer: answers[2] })
})
