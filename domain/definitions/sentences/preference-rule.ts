import type { PreferenceRuleDefinition } from '../../language/preference-rule.ts'

/** A rule of preferences in one sentence (zh-CN). */
export function preferenceRuleSentence(rule: PreferenceRuleDefinition): string {
  return `近 ${rule.windowDays} 天${holdsWhen(rule)}`
}

function holdsWhen(rule: PreferenceRuleDefinition): string {
  const { minCount } = rule
  const minShare = percent(rule.minShare)
  switch (rule.evidence) {
    case 'discountedOrders':
      return `至少 ${minCount} 笔订单（退全款的不算），其中 ${minShare} 以上用了优惠，或优惠金额占原价的 ${percent(rule.minDiscountShare)} 以上`
    case 'promotionClicks':
      return `至少 ${minCount} 次点开促销的消息或页面，占全部点击的 ${minShare} 以上`
    case 'categories': {
      const { weights, halfLifeDays, minScore, atMost } = rule
      return `浏览记 ${weights.view} 分、加购 ${weights.cart} 分、下单 ${weights.order} 分（同一商品一天各记一次，每过 ${halfLifeDays} 天减半），至少 ${minCount} 次、${minScore} 分，占全部得分的 ${minShare} 以上，最多 ${atMost} 个类目`
    }
    case 'topics':
      return `在至少 ${rule.minDays} 天里看过同一主题的内容 ${minCount} 次以上，占全部内容浏览的 ${minShare} 以上`
  }
}

const percent = (share: number): string => `${Math.round(share * 100)}%`
