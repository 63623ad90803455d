import { expect, it } from 'vitest'
import { ruleSchema } from '../language/rule.ts'
import { describe } from './describe.ts'

const names = { segment: () => '高价值客户', trait: () => '宝宝生日' }

it.each([
  [
    {
      all: [
        { trait: 'lastSeenAt', before: '30 days ago' },
        { event: 'order.paid', atLeast: 1, within: '90 days' },
        { not: { tag: '深度流失' } },
      ],
    },
    '30 天未登录，且近 90 天内至少 1 次购买，且没有标签 深度流失',
  ],
  [{ event: 'order.paid', never: true }, '从未购买'],
  [{ event: 'order.paid', atMost: 0, within: '30 days' }, '近 30 天内没有购买'],
  [{ event: 'order.paid', atLeast: 1, atMost: 3 }, '购买 1–3 次'],
  [
    { event: 'order.paid', where: { prop: 'amountFen', atLeast: 20000 }, within: '48 hours' },
    '近 2 天内至少 1 次购买（金额（分）不低于 20000）',
  ],
  [
    { all: [{ tag: '母婴用户' }, { trait: 'babyBirthAt', before: '6 months ago' }] },
    '有标签 母婴用户，且宝宝生日早于 6 个月前',
  ],
  [
    { all: [{ any: [{ tag: '甲' }, { tag: '乙' }] }, { not: { segment: 'vip' } }] },
    '（有标签 甲，或有标签 乙），且不属于人群包 高价值客户',
  ],
  [
    { event: 'order.paid', where: { anyItem: { prop: 'name', contains: '精华' } }, within: '90 days' },
    '近 90 天内至少 1 次购买（其中一件商品名称包含 精华）',
  ],
  [
    {
      event: 'order.paid',
      where: {
        anyItem: {
          all: [
            { prop: 'category', is: '护肤' },
            { prop: 'quantity', atLeast: 2 },
          ],
        },
      },
    },
    '至少 1 次购买（其中一件商品（品类是 护肤，且数量不低于 2））',
  ],
  [{ trait: 'ordersCount', atLeast: 3 }, '订单数不低于 3'],
  [{ trait: 'registeredAt', before: '2026-03-01T02:30:00Z' }, '注册时间早于 2026年3月1日 10:30'],
  [{ trait: 'registeredAt', after: '2026-03-01T00:00:00+08:00' }, '注册时间晚于 2026年3月1日'],
  [{ consent: 'sms' }, '同意接收短信'],
  [{ reach: 'wecom', is: 'unreachable' }, '企业微信触达不到'],
  [{ trait: 'lastSeenAt', after: '7 days ago' }, '近 7 天内登录过'],
  [{ trait: 'lastInteractionAt', before: '30 days ago' }, '30 天未互动'],
  [{ trait: 'tier', in: ['high', 'potential'] }, '客户分层是 高价值、潜力 之一'],
])('says %j as people would', (written, sentence) => {
  expect(describe(ruleSchema.parse(written), names)).toBe(sentence)
})
