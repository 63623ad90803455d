import type { TagReason } from '../../../models/customer.ts'
import { defaultZone, localTime } from '../../local-time.ts'

/** Why somebody has a preference tag, as people read it (zh-CN); the rule is named beside it. */
export function reasonWords(reason: TagReason): string {
  return `${windowWords(reason)}，${evidenceWords(reason)}`
}

function evidenceWords({ evidence, count, of, share, score, discountShare }: TagReason): string {
  switch (evidence) {
    case 'discountedOrders':
      return `${of} 笔订单里 ${count} 笔用了优惠（${percent(share)}），优惠占原价的 ${percent(discountShare ?? 0)}`
    case 'promotionClicks':
      return `${of} 次点击里 ${count} 次是促销（${percent(share)}）`
    case 'categories':
      return `${of} 次浏览、加购和下单里 ${count} 次是它，得 ${Math.round((score ?? 0) * 10) / 10} 分，占全部得分的 ${percent(share)}`
    case 'topics':
      return `${of} 次内容浏览里 ${count} 次是它（${percent(share)}）`
  }
}

/** The last day is the one before the refresh. */
function windowWords({ from, until }: TagReason): string {
  const first = localTime(from, defaultZone)
  const last = localTime(until, defaultZone).minus({ days: 1 })
  return `${first.toFormat('yyyy年M月d日')}至${last.toFormat(first.year === last.year ? 'M月d日' : 'yyyy年M月d日')}`
}

const percent = (share: number): string => `${Math.round(share * 100)}%`
