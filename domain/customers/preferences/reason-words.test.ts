import { expect, it } from 'vitest'
import type { TagReason } from '../../../models/customer.ts'
import { reasonWords } from './reason-words.ts'

const counts = { rule: 'r@1', count: 3, of: 6, share: 0.5, events: [] }
const winter = { from: new Date('2025-12-01T00:00:00+08:00'), until: new Date('2026-03-01T00:00:00+08:00') }
const spring = { from: new Date('2026-03-01T00:00:00+08:00'), until: new Date('2026-06-01T00:00:00+08:00') }

it.each<[Partial<TagReason> & Pick<TagReason, 'evidence'>, string]>([
  [
    { evidence: 'discountedOrders', discountShare: 0.214 },
    '2025年12月1日至2026年2月28日，6 笔订单里 3 笔用了优惠（50%），优惠占原价的 21%',
  ],
  [{ evidence: 'promotionClicks', ...spring }, '2026年3月1日至5月31日，6 次点击里 3 次是促销（50%）'],
  [
    { evidence: 'categories', score: 12.34, ...spring },
    '2026年3月1日至5月31日，6 次浏览、加购和下单里 3 次是它，得 12.3 分，占全部得分的 50%',
  ],
  [{ evidence: 'topics', ...spring }, '2026年3月1日至5月31日，6 次内容浏览里 3 次是它（50%）'],
])('a reason as people read it: %j', (reason, words) => {
  expect(reasonWords({ ...counts, ...winter, ...reason })).toBe(words)
})
