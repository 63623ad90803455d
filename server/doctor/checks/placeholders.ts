import { isStage, placeholdersIn } from '../../../domain/language/placeholders.ts'
import { bad, type Check, ok, skipped } from '../check.ts'
import type { StoreNeeds } from '../store-checks.ts'

export const placeholders: Check<StoreNeeds> = {
  id: 'placeholders',
  title: '模板里的示例内容',
  async find({ config, published }) {
    if (isStage(config.publicUrl)) return skipped('PUBLIC_URL 是示例地址（.example），示例内容照常使用')
    const settings = { STAFF_SMS_TEMPLATE: config.staffSmsTemplate, EMAIL_FROM: config.email?.from }
    const found = [
      ...Object.entries(settings).map(([name, value]) => ({ name, held: placeholdersIn(value ?? '') })),
      ...published.map(({ key, definition }) => ({
        name: key,
        held: placeholdersIn(JSON.stringify(definition)),
      })),
    ].filter(({ held }) => held.length > 0)
    if (found.length === 0) return ok('都换成了自己的')
    const places = found.map(({ name, held }) => `${name}（${[...new Set(held)].join('、')}）`)
    return bad(
      `还有示例内容，这些消息不会发送：${places.join('；')}`,
      '换成自己的短链域名、页面地址、短信和订阅消息模板编号，见 templates/README.md',
    )
  },
}
