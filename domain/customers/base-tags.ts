import type { Customer, Tag } from '../../models/customer.ts'
import { defaultZone, localTime } from '../local-time.ts'

/** Tags that follow the profile by themselves, by prefix. */
const sources: Record<string, (profile: Customer['profile']) => string | undefined> = {
  '地区:': (profile) => profile.region,
  '来源:': (profile) => profile.sourceChannel,
  '注册:': ({ registeredAt }) => monthOf(registeredAt),
}

/** As the shop counts, wherever the customer lives: one month of the shop is one tag. */
function monthOf(at: Date): string {
  const { year, month } = localTime(at, defaultZone)
  return `${year}年${month}月`
}

/** Whether a tag stands for what the profile says. */
export function followsProfile({ name, kind, source }: Pick<Tag, 'name' | 'kind' | 'source'>): boolean {
  return (
    kind === 'base' && source === undefined && Object.keys(sources).some((prefix) => name.startsWith(prefix))
  )
}

/** Makes the base tags say what the profile says. */
export function syncBaseTags(draft: Customer, now: Date): void {
  for (const [prefix, read] of Object.entries(sources)) {
    const value = read(draft.profile)
    const wanted = value ? `${prefix}${value}` : undefined
    draft.tags = draft.tags.filter(
      (tag) => !followsProfile(tag) || !tag.name.startsWith(prefix) || tag.name === wanted,
    )
    if (wanted && !draft.tags.some(({ name }) => name === wanted)) {
      draft.tags.push({ name: wanted, kind: 'base', at: now })
    }
  }
}
