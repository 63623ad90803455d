/** What may have changed, as the marketers' page asks for it. `everything` after a gap nobody can account for. */
export const topics = [
  'everything',
  'definitions',
  'drafts',
  'journeys',
  'broadcasts',
  'marketing',
  'tasks',
  'customers',
  'orders',
  'coupons',
  'figures',
  'lessons',
  'inbox',
  'members',
  'reviews',
  'money',
  'products',
  'alerts',
  'campaigns',
  'imports',
  'reports',
  'webhooks',
] as const
export type Topic = (typeof topics)[number]

/** Something changed: pages that show it ask again. The id of which one, where that narrows it. */
export interface Change {
  topic: Topic
  id?: string
}

/** Tells every open page, of whatever process. Cheap, never fails, and says nothing but what to ask for again. */
export type Announce = (topic: Topic, id?: string) => void

/** How processes tell each other. */
export interface LiveRelay {
  publish(change: Change): void
  /** Hears what other processes published; `everything` when some of it may have been missed. */
  listen(heard: (change: Change) => void): void
  close(): void
}
