import { preferenceRuleSentence } from '../../domain/definitions/sentences/preference-rule.ts'
import type { Command } from '../command.ts'
import { Refusal } from '../refusal.ts'

/** Has everybody's preference tags found anew; the running Kelu does it. */
export const preferencesRefresh: Command = {
  usage: 'preferences refresh',
  summary: '现在就按偏好规则重新判断所有客户的偏好标签：由运行中的客旅来做（平时每月 1 日 3:00 自动做）',
  asks: true,
  async run({ world, confirm }) {
    const { stores, snapshot, askForPreferences } = await world()
    const rules = snapshot.registry.preferenceRules
    await confirm({
      lines: [
        `在用的偏好规则 ${rules.length} 条，所有客户的偏好标签按它们重新判断；手工打的标签不动`,
        ...rules.map((rule) => `  ${rule.tag}：${preferenceRuleSentence(rule)}`),
      ],
      json: { rules: rules.map(({ id }) => id) },
    })
    if (!(await askForPreferences())) {
      throw new Refusal('preferences.under_way', ['已经在重新判断了，等它做完'], {})
    }
    const running = (await stores.processes.living()).some(({ role }) => role !== 'web')
    return {
      lines: [running ? '已排上，运行中的客旅马上开始' : '已排上，客旅启动后开始（现在没有在运行的）'],
      json: { rules: rules.map(({ id }) => id), running },
    }
  },
}
