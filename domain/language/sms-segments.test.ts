import { expect, it } from 'vitest'
import { smsLength, smsSegments } from './sms-segments.ts'

it.each([
  [70, 1],
  [71, 2],
  [134, 2],
  [135, 3],
  [160, 3],
  [201, 3],
  [202, 4],
])('an SMS of %i characters is billed as %i segments', (length, segments) => {
  expect(smsSegments('', '字'.repeat(length))).toBe(segments)
})

it('counts the signature with both brackets', () => {
  expect(smsLength('客旅', '您好')).toBe(6)
  expect(smsSegments('客旅', '字'.repeat(66))).toBe(1)
  expect(smsSegments('客旅', '字'.repeat(67))).toBe(2)
})
