import type { Approval, Probed } from '../../../domain/platform-probes.ts'
import { bad, type Check, ok, skipped } from '../check.ts'
import type { PlatformNeeds } from '../platform-checks.ts'
import { refused } from '../refused.ts'
import { smsWords } from '../sms-words.ts'

export const smsTemplates: Check<PlatformNeeds> = {
  id: 'sms.templates',
  title: '短信模板',
  async find({ probes, config, smsTemplates: inUse }) {
    if (probes.sms === null || config.sms === null) return skipped('没有配置短信')
    const { address, keyFaults, noSuchTemplate, templates: console } = smsWords[config.sms.gateway]
    const templates = inUse()
    if (templates.length === 0) return skipped('没有消息用到短信')
    const wrong: string[] = []
    for (const { code, of } of templates) {
      const probed = await probes.sms.template(code)
      if (probed.kind !== 'ok' && probed.code !== noSuchTemplate) {
        return refused(probed, {
          faults: {},
          elsewhere: new Set(Object.keys(keyFaults)),
          address,
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
