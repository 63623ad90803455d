import { pushUplink } from '../aliyun/reports.ts'
import { mainlandPhone, type SmsFate } from '../aliyun/state.ts'
import type { AliyunWorld } from '../aliyun/world.ts'
import type { People } from '../people.ts'

const refusals = new Set(['R', 'T', 'TD', 'N', '退订', '拒收'])

/** People and their phones; what the carrier makes of messages to them. */
export function createTexter(world: AliyunWorld, people: People) {
  function digits(phone: string): string {
    const found = mainlandPhone(phone)
    if (!found) throw new Error(`${phone} is no mainland mobile number`)
    return found
  }
  return {
    /** A refusal also puts the number on the gateway's own blacklist for marketing. */
    async replySms(input: { person: string; content: string }) {
      const phone = digits(people.person(input.person).phone)
      if (refusals.has(input.content.trim().normalize('NFKC').toUpperCase())) world.state.blacklist.add(phone)
      await pushUplink(phone, input.content, world)
    },
    async setSmsFate(phone: string, fate: SmsFate) {
      world.state.fates.set(digits(phone), fate)
    },
    async setSmsBalance(segments: number) {
      world.state.segmentsLeft = segments
    },
  }
}
