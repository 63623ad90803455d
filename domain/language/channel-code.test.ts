import { expect, it } from 'vitest'
import { channelCodeSchema } from './channel-code.ts'

const written = { channel: 'parcel', name: '包裹卡', state: 'parcel', welcome: 'hello' }

it('a code whose staff is written is made by Kelu: people in lower case, each with a number of their own or none', () => {
  const staff = { members: ['HanMei', { userid: 'ZhaoYi', perDay: 10 }], backup: ['ChenJing'], perDay: 20 }
  expect(channelCodeSchema.parse({ ...written, staff }).made).toEqual({
    departments: [],
    members: [{ userid: 'hanmei' }, { userid: 'zhaoyi', perDay: 10 }],
    backup: [{ userid: 'chenjing' }],
    perDay: 20,
    acceptAtOnce: true,
    sameMember: true,
  })
  expect(channelCodeSchema.parse(written).made).toBeUndefined()
})

it.each([
  ['nobody', { staff: { backup: ['chenjing'] } }, 'staff'],
  ['a number that is none', { staff: { members: ['a'], perDay: 0 } }, 'staff.perDay'],
  [
    'over 100 people',
    { staff: { members: Array.from({ length: 101 }, (_, at) => `u${at}`) } },
    'staff.members',
  ],
  ['a day there is not', { until: '2026-02-30' }, 'until'],
  ['a pool of the default', { state: undefined, default: true, staff: { members: ['a'] } }, 'default'],
  ['an end of the default', { state: undefined, default: true, until: '2026-12-31' }, 'default'],
])('with %s is refused at its place', (_what, more, place) => {
  const read = channelCodeSchema.safeParse({ ...written, ...more })
  expect(read.error?.issues.map(({ path }) => path.join('.'))).toEqual([place])
})
