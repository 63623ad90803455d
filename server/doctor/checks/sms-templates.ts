import type { Approval, Probed } from '../../../domain/platform-probes.ts'
import { bad, type Check, ok, skipped } from '../check.ts'
import type { PlatformNeeds } from '../platform-checks.ts'
import { refused } from '../refused.ts'
import { keyCodes, smsAddressSetting } from '../sms-codes.ts'

const notThere = 'isv.SMS_TEMPLATE_ILLEGAL'
const console = '阿里云控制台 → 短信服务 → 模板管理'

export const smsTemplates: Check<PlatformNeeds> = {
  id: 'sms.templates',
  title: '短信模板',
  async find({ probes, smsTemplates: inUse }) {
    if (probes.sms === null) return skipped('没有配置短信')
    const templates = inUse()
    if (templates.length === 0) return skipped('没有消息用到短信')
    const wrong: string[] = []
    for (const { code, of } of templates) {
      const probed = await probes.sms.template(code)
      if (probed.kind !== 'ok' && probed.code !== notThere) {
        return refused(probed, {
          faults: {},
          elsewhere: keyCodes,
          address: smsAddressSetting,
          todo: `${console}里核对`,
        })
      }
      const word = wordOf(probed)
      if (word !== null) wrong.push(`${of} 的 ${code} ${word}`)
    }
    if (wrong.length === 0) return ok(`${templates.length} 个模板都已通过`)
    return bad(wrong.join('；'), `${console}，申请或修改；已有的把编号填到消息里`)
  },
}

function wordOf(probed: Probed<Approval>): string | null {
  if (probed.kind !== 'ok') return '不存在'
  const words = { approved: null, unknown: null, waiting: '还在审核', refused: '没有通过审核' }
  return words[probed.value]
}
