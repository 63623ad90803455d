import type { KeluEvent } from '../../../models/event.ts'
import { dayOf, type Judge, nameIn, type Told } from './evidence.ts'

/** 偏好<主题>: what somebody comes back to read about. */
export const topics: Judge<'topics'> = (rule, { events }) => {
  const views = events.filter(isContentView)
  const byTopic = new Map<string, Told[]>()
  for (const { _id, at, props } of views) {
    const topic = nameIn(props.topic)
    if (topic === null) continue
    const others = byTopic.get(topic) ?? []
    byTopic.set(topic, [...others, { event: _id, at }])
  }
  return [...byTopic].flatMap(([topic, by]) => {
    const days = new Set(by.map(({ at }) => dayOf(at)))
    const share = by.length / views.length
    if (by.length < rule.minCount || days.size < rule.minDays || share < rule.minShare) return []
    return [{ tag: rule.tag.replace('{主题}', () => topic), count: by.length, of: views.length, share, by }]
  })
}

/** Every page is content, with a topic or without; a product and what a message led to are when they say what they are about. */
function isContentView({ name, props }: KeluEvent): boolean {
  if (name === 'page.viewed') return true
  return (name === 'product.viewed' || name === 'message.clicked') && typeof props.topic === 'string'
}
