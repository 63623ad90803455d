import { pushUplink as pushToAliyun } from '../aliyun/reports.ts'
import type { AliyunWorld } from '../aliyun/world.ts'
import { mainlandPhone, type SmsFate } from '../mainland-sms.ts'
import type { People } from '../people.ts'
import { pushUplink as pushToTencent } from '../tencent/reports.ts'
import type { TencentWorld } from '../tencent/world.ts'

const refusals = new Set(['R', 'T', 'TD', 'N', '退订', '拒收'])

/** People and their phones; what the carrier makes of messages to them. */
export function createTexter(worlds: { aliyun: AliyunWorld; tencent: TencentWorld }, people: People) {
  const { aliyun, tencent } = worlds
  function digits(phone: string): string {
    const found = mainlandPhone(phone)
    if (!found) throw new Error(`${phone} is no mainland mobile number`)
    return found
  }
  /** People answer the newest text they got. */
  function answersTencent(phone: string): boolean {
    const [latest, other] = [tencent, aliyun].map(({ state }) =>
      state.sent.findLast((sms) => sms.phone === phone)?.sentAt.getTime(),
    )
    return latest !== undefined && latest >= (other ?? 0)
  }
  return {
    /** A refusal also puts the number on the gateway's own blacklist for marketing. */
    async replySms(input: { person: string; content: string }) {
      const phone = digits(people.person(input.person).phone)
      const toTencent = answersTencent(phone)
      if (refusals.has(input.content.trim().normalize('NFKC').toUpperCase())) {
        ;(toTencent ? tencent : aliyun).state.blacklist.add(phone)
      }
      await (toTencent
        ? pushToTencent(phone, input.content, tencent)
        : pushToAliyun(phone, input.content, aliyun))
    },
    async setSmsFate(phone: string, fate: SmsFate) {
      for (const { state } of [aliyun, tencent]) state.fates.set(digits(phone), fate)
    },
    async setSmsBalance(segments: number) {
      for (const { state } of [aliyun, tencent]) state.segmentsLeft = segments
    },
  }
}
