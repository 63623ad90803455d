import { expect, it } from 'vitest'
import {
  categoryRule,
  discountRule,
  promotionRule,
  topicRule,
} from '../../customers/testing/preference-evidence.ts'
import { preferenceRuleSentence } from './preference-rule.ts'

it.each([
  [
    discountRule,
    '近 180 天至少 3 笔订单（退全款的不算），其中 60% 以上用了优惠，或优惠金额占原价的 20% 以上',
  ],
  [promotionRule, '近 90 天至少 3 次点开促销的消息或页面，占全部点击的 50% 以上'],
  [
    categoryRule,
    '近 180 天浏览记 1 分、加购 3 分、下单 5 分（同一商品一天各记一次，每过 30 天减半），至少 1 次、5 分，占全部得分的 35% 以上，最多 2 个类目',
  ],
  [topicRule, '近 90 天在至少 2 天里看过同一主题的内容 3 次以上，占全部内容浏览的 40% 以上'],
])('a rule in one sentence: $name', (rule, sentence) => {
  expect(preferenceRuleSentence(rule)).toBe(sentence)
})
