import { bad, type Check, ok, skipped } from '../check.ts'
import type { PlatformNeeds } from '../platform-checks.ts'
import { refused } from '../refused.ts'
import { smsWords } from '../sms-words.ts'

export const smsSignature: Check<PlatformNeeds> = {
  id: 'sms.signature',
  title: '短信密钥与签名',
  async find({ probes, config }) {
    if (probes.sms === null || config.sms === null) return skipped('没有配置短信')
    const { address, keyFaults, noSuchSign, signName, signs: console } = smsWords[config.sms.gateway]
    const name = `签名「${config.sms.signName}」`
    const probed = await probes.sms.signature()
    if (probed.kind !== 'ok') {
      return refused(probed, {
        faults: {
          ...keyFaults,
          [noSuchSign]: [`没有${name}`, `${console}，申请它，或把 ${signName} 改成已有的`],
        },
        address,
        todo: `${console}里核对`,
      })
    }
    switch (probed.value) {
      case 'approved':
        return ok(`${name}已通过`)
      case 'waiting':
        return bad(`${name}还在审核`, '等审核通过；在那之前短信发不出去')
      case 'refused':
        return bad(`${name}没有通过审核`, `${console}，看原因，修改后重新申请`)
      case 'unknown':
        return skipped(`平台没有说${name}的状态`)
    }
  },
}
