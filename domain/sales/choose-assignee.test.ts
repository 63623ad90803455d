import { describe, expect, it } from 'vitest'
import { chooseAssignee } from './choose-assignee.ts'
import type { Colleague } from './staff-directory.ts'
import { defaultWorkingHours } from './working-hours.ts'

const member = (id: string, extra: Partial<Colleague> = {}): Colleague => ({
  _id: id,
  name: id,
  department: '门店一部',
  onDuty: true,
  inFallbackPool: false,
  hours: defaultWorkingHours,
  ...extra,
})
const follow = (staff: string, day: number, removedAt?: Date) => ({
  corp: 'corp',
  staff,
  since: new Date(2026, 0, day),
  removedAt,
})
const profile = { registeredAt: new Date(2026, 0, 1) }

function choose(input: {
  owner?: string
  follows?: ReturnType<typeof follow>[]
  staff: Colleague[]
  loads?: Record<string, number>
  exclude?: string[]
  now?: Date
  region?: string
}) {
  const choice = chooseAssignee({
    customer: {
      owner: input.owner,
      follows: input.follows ?? [],
      profile: { ...profile, region: input.region },
    },
    staff: input.staff,
    loads: new Map(Object.entries(input.loads ?? {})),
    exclude: input.exclude ?? [],
    now: input.now ?? new Date('2026-03-02T10:00:00+08:00'),
    full: new Set(),
    whenFull: 'passOn',
  })
  return choice.kind === 'assignee' ? choice.assignee : null
}

describe('who gets a task', () => {
  it('is the owner when they follow the customer, even after a newer friendship', () => {
    const result = choose({
      owner: 'lilei',
      follows: [follow('lilei', 1), follow('hanmei', 9)],
      staff: [member('lilei'), member('hanmei')],
    })
    expect(result).toEqual({ userid: 'lilei', notConnected: false })
  })
  it('is the newest other follower when the owner is off duty', () => {
    const result = choose({
      owner: 'lilei',
      follows: [follow('lilei', 1), follow('wang', 2), follow('hanmei', 9)],
      staff: [member('lilei', { onDuty: false }), member('wang'), member('hanmei')],
    })
    expect(result).toEqual({ userid: 'hanmei', notConnected: false })
  })
  it('is never somebody the customer has removed', () => {
    const result = choose({
      follows: [follow('lilei', 1, new Date())],
      staff: [member('lilei'), member('pool', { inFallbackPool: true, department: '客服' })],
    })
    expect(result).toEqual({ userid: 'pool', notConnected: true })
  })
  it('is the least loaded colleague of the owner’s department, marked as not connected', () => {
    const result = choose({
      owner: 'lilei',
      staff: [member('lilei', { onDuty: false }), member('busy'), member('free')],
      loads: { busy: 3, free: 1 },
    })
    expect(result).toEqual({ userid: 'free', notConnected: true })
  })
  it('is somebody of the customer’s region when there is no owner', () => {
    const staff = [member('north', { region: '北京' }), member('south', { region: '广州' })]
    expect(choose({ region: '广州', staff })).toEqual({ userid: 'south', notConnected: true })
  })
  it('compares userids ignoring case, as WeCom does', () => {
    const result = choose({ owner: 'LiLei', follows: [follow('LiLei', 1)], staff: [member('lilei')] })
    expect(result).toEqual({ userid: 'lilei', notConnected: false })
  })
  it('is nobody when everyone left is excluded or off duty', () => {
    expect(choose({ staff: [member('a', { inFallbackPool: true })], exclude: ['A'] })).toBeNull()
  })
})
