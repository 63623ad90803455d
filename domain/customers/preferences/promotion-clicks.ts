import type { Judge } from './evidence.ts'

/** A link of a message that was followed, and a page that was opened. */
const clicks: ReadonlySet<string> = new Set(['message.clicked', 'page.viewed', 'product.viewed'])

/** 关注促销: whose clicks mostly go where something is offered for less. */
export const promotionClicks: Judge<'promotionClicks'> = (rule, { events }) => {
  const all = events.filter(({ name }) => clicks.has(name))
  const by = all.filter(({ props }) => props.promotion === true).map(({ _id, at }) => ({ event: _id, at }))
  const share = by.length / all.length
  if (by.length < rule.minCount || share < rule.minShare) return []
  return [{ tag: rule.tag, count: by.length, of: all.length, share, by }]
}
