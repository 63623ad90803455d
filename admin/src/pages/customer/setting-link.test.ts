import { expect, it } from 'vitest'
import { companySections } from '../settings/sections.ts'
import { type SettingPlace, settingLink } from './setting-link.ts'

const to = (place: Partial<SettingPlace> & Pick<SettingPlace, 'kind'>) =>
  settingLink({ part: null, id: null, ...place })

it('a reason of the settings leads to the very section that decided', () => {
  for (const part of ['caps', 'quietHours', 'exclude'] as const) {
    expect(Object.keys(companySections)).toContain(part)
    expect(to({ kind: 'settings', part })).toBe(`/settings/${part}`)
  }
})

it('what stands elsewhere leads there: the order of flows to the flows, the hold of all marketing to a header', () => {
  expect(to({ kind: 'settings', part: 'precedence' })).toBe('/journeys')
  expect(to({ kind: 'settings', part: 'marketing' })).toBe('/')
  expect(to({ kind: 'calendar' })).toBe('/calendar')
  expect(to({ kind: 'journey', id: 'win-back' })).toBe('/journeys/win-back')
  expect(to({ kind: 'customer', part: 'consent' })).toBe('#consent')
})
