import { expect, it } from 'vitest'
import { type CompanyRules, defaultRules } from '../language/settings.ts'
import { wideningIn } from './widening.ts'

const after = (change: Partial<CompanyRules>): string[] =>
  wideningIn(defaultRules, { ...defaultRules, ...change })
const caps = defaultRules.caps

it.each<[string, Partial<CompanyRules>, string[]]>([
  ['nothing changed', {}, []],
  ['a higher cap', { caps: { ...caps, perDay: 3 } }, ['触达上限调高']],
  ['a lower cap', { caps: { ...caps, perDay: 1, channels: { sms: { perDay: 1 } } } }, []],
  ['mornings that begin earlier', { hours: { fromMinute: 7 * 60, toMinute: 22 * 60 } }, ['免打扰时段缩短']],
  ['evenings that end earlier', { hours: { fromMinute: 8 * 60, toMinute: 20 * 60 } }, []],
  ['an SMS at night', { channelHours: {} }, ['sms 的免打扰时段缩短']],
  [
    'somebody not excluded any more',
    { exclude: {} },
    Object.keys(defaultRules.exclude).map((one) => `不再排除「${one}」`),
  ],
  ['another price', { costs: { ...defaultRules.costs, smsSegmentFen: 9 } }, []],
  ['rules for reviews', { review: { people: 100, settings: true } }, []],
])('%s', (_, change, widened) => {
  expect(after(change)).toEqual(widened)
})

it('a cap of a channel or category taken away, and a review rule loosened', () => {
  const strict: CompanyRules = {
    ...defaultRules,
    caps: { ...caps, channels: { sms: { perWeek: 1 } }, categories: { 上新: { perWeek: 1 } } },
    review: { people: 100, couponFen: 100, refundFen: 100, settings: true },
  }
  expect(wideningIn(strict, { ...strict, caps })).toEqual(['sms 的上限调高', '「上新」的上限调高'])
  for (const review of [
    {},
    { people: 200, couponFen: 100, refundFen: 100, settings: true },
    { people: 100, couponFen: 100, settings: true },
    { people: 100, couponFen: 100, refundFen: 100 },
  ] as const) {
    expect(wideningIn(strict, { ...strict, review })).toEqual(['复核的规则放宽'])
  }
})
