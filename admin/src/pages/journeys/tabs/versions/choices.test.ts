import { expect, it } from 'vitest'
import type { Journey } from '../../graph/written.ts'
import { chosenAt, mapOf, optionsAt, placesOf, sumOf } from './choices.ts'

const next: Journey = {
  steps: {
    invite: { name: '唤醒短信', send: { message: 'm' }, next: 'rest' },
    rest: { name: '等五天', wait: '5 days', next: 'end' },
  },
}
const at = (stepId: string, people: number, number = 3, to: string | null = stepId) => ({
  stepId,
  people,
  number,
  to,
})
const standing = [at('rest', 300), at('invite', 38), at('rest', 57, 2), at('gone', 17, 3, null)]

it('people of several versions at one step are one place', () => {
  expect(placesOf(standing)).toEqual([
    { stepId: 'rest', people: 357, numbers: [3, 2] },
    { stepId: 'invite', people: 38, numbers: [3] },
    { stepId: 'gone', people: 17, numbers: [3] },
  ])
})

it('what nobody chose is what the server says, and a choice stands over it', () => {
  expect(mapOf(chosenAt(standing, {}))).toEqual({ rest: 'rest', invite: 'invite', gone: null })
  const made = { rest: { kind: 'stay' }, gone: { kind: 'leave' } } as const
  expect(mapOf(chosenAt(standing, made))).toEqual({ rest: null, invite: 'invite', gone: 'end' })
})

it('the sum closes, and tells who would be sent to a step that is not there', () => {
  const moving = [at('rest', 300), at('invite', 38, 3, null), at('gone', 17, 3, 'end')]
  expect(sumOf(moving, next)).toEqual({ moved: 300, stays: 38, leaves: 17, lost: 0 })
  expect(sumOf([...moving, at('rest', 45, 2, 'nowhere')], next).lost).toBe(45)
})

it('offers the same step first, where there is one', () => {
  const labels = (stepId: string) =>
    optionsAt({ stepId, people: 1, numbers: [3] }, next).map(({ label }) => label)
  expect(labels('rest')).toEqual([
    '转到新版，同一步接着走',
    '留在第\u00a03\u00a0版走完',
    '离开流程',
    '转到「唤醒短信」',
  ])
  expect(labels('gone')).toEqual([
    '留在第\u00a03\u00a0版走完',
    '离开流程',
    '转到「唤醒短信」',
    '转到「等五天」',
  ])
  const words = { before: '3 天', after: '5 天' }
  expect(optionsAt({ stepId: 'rest', people: 1, numbers: [3] }, next, words)[0]?.label).toBe('转到新版：5 天')
})
