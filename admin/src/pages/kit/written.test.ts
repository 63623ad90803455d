import { expect, it } from 'vitest'
import { readDefinitions } from '../../../../domain/language/load.ts'
import type { Draft } from '../../drafts/use-draft.ts'
import { beginnings, daysOf, faultAt, fenOf, likeness, otherFaults, withField } from './written.ts'

it('a fault stands at its field, and what belongs to none is told apart', () => {
  const faults = [
    { path: 'thresholdFen', sentence: '门槛' },
    { path: 'codes.list.2', sentence: '券码' },
    { path: '', sentence: '别的' },
  ]
  const draft = { faults } as unknown as Draft
  expect(faultAt(draft, 'codes')).toBe('券码')
  expect(faultAt(draft, 'code')).toBeUndefined()
  expect(otherFaults(draft, ['thresholdFen', 'codes'])).toEqual(['别的'])
})

it('a field is set, or taken away', () => {
  expect(withField({ a: 1 }, 'b', 2)).toEqual({ a: 1, b: 2 })
  expect(withField({ a: 1, b: 2 }, 'b', undefined)).toEqual({ a: 1 })
})

it('amounts are fen, validity is days', () => {
  expect([fenOf(19.9), fenOf(null)]).toEqual([1990, undefined])
  expect([daysOf('14 days'), daysOf('1 day'), daysOf({ from: 'x' })]).toEqual([14, 1, null])
})

it('what is new begins without a fault but for the welcome, which only its author knows', () => {
  const faultsOf = (text: string) =>
    readDefinitions([{ file: 'new.yaml', text }], new Date()).faults.map(({ path }) => path)
  expect(faultsOf(beginnings.batch('spring'))).toEqual([])
  expect(faultsOf(beginnings.calendar('own'))).toEqual([])
  expect(faultsOf(beginnings.channel('expo'))).toEqual(['welcome'])
})

it('what is begun like another one has an id, a state and a name of its own, and says the rest as it does', () => {
  const text =
    'channel: expo\nname: "展会 A"\nstate: expo-1 # 海报\nwelcome: hello\nstaff: { members: [hanmei] }\n'
  expect(likeness(text, 'channel', 'expo-2')).toBe(
    'channel: expo-2\nname: "展会 A 副本"\nstate: expo-2\nwelcome: hello\nstaff: { members: [hanmei] }\n',
  )
  expect(likeness('channel: a\nname: 包裹卡\nstate: a\n', 'channel', 'b')).toContain('name: 包裹卡 副本\n')
})
