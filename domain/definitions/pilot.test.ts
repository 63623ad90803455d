import { describe, expect, it } from 'vitest'
import type { Head } from '../../models/definitions.ts'
import { steer, withVersion } from './journey-life.ts'
import { beginPilot, changePilot } from './pilot.ts'

const now = new Date('2026-03-02T09:00:00+08:00')
const since = new Date('2026-01-01T00:00:00+08:00')
const version = (number: number) => ({ key: 'journey:j', number })
const live: Head = { ...version(1), since, state: 'live' }
const piloted: Head = { ...live, pilot: { number: 2, share: 10, since } }
const firstRelease: Head = { ...live, pilot: { number: 1, share: 10, since } }

describe('a pilot', () => {
  it('begins beside what is in use, or as what is in use when there is nothing', () => {
    expect(beginPilot(live, version(2), { share: 10 }, now)).toEqual({
      ...live,
      pilot: { number: 2, share: 10, since: now },
    })
    for (const before of [undefined, { ...live, state: 'ended' } as const]) {
      expect(beginPilot(before, version(2), { segment: 'vip' }, now)).toMatchObject({
        number: 2,
        state: 'live',
        pilot: { number: 2, segment: 'vip' },
      })
    }
  })

  it.each([
    ['another while one is under way', piloted, 3, { share: 20 }, '没有灰度的流程'],
    ['of everybody', live, 2, { share: 100 }, '1 到 99'],
    ['of nobody', live, 2, { share: 0 }, '1 到 99'],
    ['of what is in use', live, 1, { share: 10 }, '不同的内容'],
  ] as const)('is not begun as %s', (_, head, number, audience, expected) => {
    expect(beginPilot(head, version(number), audience, now)).toMatchObject({
      expected: expect.stringContaining(expected),
    })
  })

  it.each([[{ share: 10 }], [{ share: 5 }], [{ segment: 'vip' }]])(
    'of 10%% is not widened to %j',
    (audience) => {
      expect(changePilot(piloted, { kind: 'widen', audience }, now)).toMatchObject({
        expected: expect.stringContaining('现在是10%'),
      })
    },
  )

  it('widened begins no earlier and no later; promoted it is in use; withdrawn it is gone', () => {
    expect(changePilot(piloted, { kind: 'widen', audience: { share: 30 } }, now)).toEqual({
      ...live,
      pilot: { number: 2, share: 30, since },
    })
    expect(changePilot(piloted, { kind: 'promote' }, now)).toEqual({ ...live, number: 2, promotedAt: now })
    expect(changePilot(piloted, { kind: 'withdraw' }, now)).toEqual(live)
    expect(changePilot(firstRelease, { kind: 'withdraw' }, now)).toEqual({ ...live, state: 'stopped' })
    expect(changePilot(live, { kind: 'promote' }, now)).toMatchObject({ expected: '正在灰度的流程' })
  })

  it('outlives a pause, and a new version of what is in use; not the end of the journey', () => {
    const paused = steer(piloted, 'pause', now) as Head
    expect(withVersion(paused, version(3), now).pilot).toEqual(piloted.pilot)
    expect(withVersion(piloted, version(3), now)).toEqual({ ...piloted, number: 3 })
    expect(steer(piloted, 'end', now)).toEqual({ ...live, state: 'ended' })
  })

  it('of a first release stays with those it was begun for when it is written anew', () => {
    expect(withVersion(firstRelease, version(2), now)).toEqual({
      ...firstRelease,
      number: 2,
      pilot: { ...firstRelease.pilot, number: 2 },
    })
  })

  it('is over once what it says is published for everybody', () => {
    expect(withVersion(piloted, version(2), now)).toEqual({ ...live, number: 2 })
  })
})
