import { DateTime } from 'luxon'
import { type Expectation, merge } from './expectation.ts'
import { oldCorp } from './hire.ts'
import { personOf } from './people.ts'
import type { Moment, Role, RoleDeed, Script } from './role.ts'
import { roles } from './roles.ts'
import { dealCrowd, type Tryer, trialDeeds } from './trial.ts'

export interface CastMember extends Script {
  role: Role
}

export interface Cast {
  at: Moment
  members: CastMember[]
  /** Besides them: who asks for a trial pack, and plays nothing else. */
  crowd: Tryer[]
  deeds: RoleDeed[]
  expected: Expectation
}

/** WeCom delivers the newest callbacks once more, each newly encrypted, in reverse order: none may count twice. */
const repeatedCallbacks = 5

/**
 * Deals `size` people into the roles by their shares, at least one each, so that a small story has every scene.
 * What must come of it is added up from the roles alone.
 */
export function dealCast(size: number, start: Date): Cast {
  const whole = roles.reduce((sum, role) => sum + role.share, 0)
  const at: Moment = (day, time) => {
    const [hour, minute] = time.split(':').map(Number)
    return DateTime.fromJSDate(start, { zone: 'Asia/Shanghai' })
      .startOf('day')
      .plus({ days: day })
      .set({ hour, minute })
      .toJSDate()
  }
  /** Sums are rounded, not role by role, so that together they are `size`. */
  const upTo = (shares: number) => Math.round((shares * size) / whole)
  const members: CastMember[] = []
  let shares = 0
  for (const role of roles) {
    const count = Math.max(1, upTo(shares + role.share) - upTo(shares))
    shares += role.share
    for (let n = 0; n < count; n++) {
      members.push({
        role,
        n,
        at,
        person: personOf(members.length, { email: role.email === true }),
        staff: role.staffOf?.(n) ?? (n % 2 === 0 ? 'lilei' : 'hanmei'),
      })
    }
  }
  const crowd = dealCrowd(size, at)
  return {
    at,
    members,
    crowd,
    deeds: [
      ...trialDeeds(crowd, at),
      ...members.flatMap((member) => member.role.deeds(member)),
      {
        at: at(1, '12:30'),
        what: '企业微信重复推送',
        perform: (sandbox) => sandbox.redeliver(repeatedCallbacks),
      },
    ],
    expected: merge(
      { customers: oldCorp.friends },
      ...members.map((member) => ({ customers: 1, ...member.role.expect(member) })),
    ),
  }
}
