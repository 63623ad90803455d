import { bad, type Check, ok, skipped } from '../check.ts'
import type { PlatformNeeds } from '../platform-checks.ts'
import { smsWords } from '../sms-words.ts'

/** The key for SMS may not read the account's balance, so what the gateway answered lately tells. */
export const smsBalance: Check<PlatformNeeds> = {
  id: 'sms.balance',
  title: '短信余额',
  async find({ probes, config, smsMoney }) {
    if (probes.sms === null || config.sms === null) return skipped('没有配置短信')
    const { refusedAt, takenAt } = await smsMoney()
    if (refusedAt !== null && (takenAt === null || takenAt < refusedAt)) {
      return bad('平台因余额不足拒绝了短信', `${smsWords[config.sms.gateway].money}；等着的消息会自己再发`)
    }
    if (takenAt === null) return skipped('近一天没有发过短信，看不出来')
    return ok('近一天的短信没有因余额被拒绝')
  },
}
