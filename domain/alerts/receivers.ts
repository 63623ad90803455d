import type { Member } from '../../models/members.ts'
import type { Role } from '../members/roles.ts'
import type { AlertReceivers } from './ports.ts'

/** Who works on alerts, and who is told when two hours are over; where a company has none of them, its owners hear of it. */
const workers: readonly Role[] = ['marketer', 'operator']
const leaders: readonly Role[] = ['analyst', 'owner']

/** Members of the marketers' page who have a WeCom userid, by role. */
export function memberReceivers(members: () => Promise<readonly Member[]>): AlertReceivers {
  return {
    async of(telling) {
      const reachable = (await members()).flatMap(({ state, role, name, userid }) =>
        state === 'active' && userid ? [{ role, name, userid }] : [],
      )
      const wanted = telling === 'late' ? leaders : workers
      const found = reachable.filter(({ role }) => wanted.includes(role))
      return found.length > 0 ? found : reachable.filter(({ role }) => role === 'owner')
    },
  }
}
