import { expect, it } from 'vitest'
import { type ChannelCodeDefinition, channelCodeSchema } from '../domain/language/channel-code.ts'
import { groupDefinitions } from '../domain/language/definitions.ts'
import { createRegistry } from '../domain/language/registry.ts'
import { defaultWorkingHours } from '../domain/sales/working-hours.ts'
import { movableClock } from '../test/testing/clock.ts'
import { createChannelCodes } from './channel-codes.ts'

/** Monday to Saturday, 09:00 to 18:00. */
function codesAt(now: string, ...written: Record<string, unknown>[]) {
  const codes = written.map((one): ChannelCodeDefinition => channelCodeSchema.parse(one))
  return createChannelCodes({
    registry: createRegistry(groupDefinitions(codes.map((definition) => ({ kind: 'channel', definition })))),
    directory: { hoursOf: async () => defaultWorkingHours },
    clock: movableClock(`${now}+08:00`),
  })
}
const fallback = { channel: 'default', name: '默认', default: true, welcome: 'hello' }
const parcel = {
  channel: 'parcel',
  name: '包裹卡',
  state: 'parcel',
  welcome: 'day',
  welcomeAfterHours: 'night',
  tags: ['包裹'],
}

it.each([
  ['2026-03-02T17:59', 'day'],
  ['2026-03-02T18:00', 'night'],
  ['2026-03-08T12:00', 'night'],
])(
  'a friend made at %s is welcomed with %s: by the working hours of whoever got them',
  async (now, message) => {
    expect(await codesAt(now, fallback, parcel).welcomeOf('parcel', 'lilei')).toBe(message)
  },
)

it('a code with one welcome has it at any hour', async () => {
  const codes = codesAt('2026-03-08T12:00', fallback, { ...parcel, welcomeAfterHours: undefined })
  expect(await codes.welcomeOf('parcel', 'lilei')).toBe('day')
})

it('no code welcomes where another system does, and each keeps its tags', async () => {
  const registry = createRegistry(
    groupDefinitions([{ kind: 'channel', definition: channelCodeSchema.parse(parcel) }]),
  )
  const directory = { hoursOf: async () => defaultWorkingHours }
  const clock = movableClock('2026-03-02T12:00+08:00')
  const codes = createChannelCodes({ registry, directory, welcomes: () => 'other', clock })
  expect(await codes.welcomeOf('parcel', 'lilei')).toBeUndefined()
  expect(codes.ofState('parcel').tags).toEqual(['包裹'])
})

it('a code is itself on its last day, and as if nobody knew it from the next on', async () => {
  const ending = { ...parcel, until: '2026-03-02' }
  expect(codesAt('2026-03-02T23:59', fallback, ending).ofState('parcel')).toMatchObject({ tags: ['包裹'] })
  const over = codesAt('2026-03-03T00:00', fallback, ending)
  expect(over.ofState('parcel')).toMatchObject({ id: 'default', tags: [] })
  expect(await over.welcomeOf('parcel', 'lilei')).toBe('hello')
  expect(codesAt('2026-03-03T00:00', ending).ofState('parcel')).toEqual({ tags: [] })
})
