import type { Customer, Tag } from '../../models/customer.ts'

/** Tags that follow the profile by themselves, by prefix. */
const sources: Record<string, (profile: Customer['profile']) => string | undefined> = {
  '地区:': (profile) => profile.region,
  '来源:': (profile) => profile.sourceChannel,
}

/** Whether a tag stands for what the profile says. */
export function followsProfile({ name, kind }: Pick<Tag, 'name' | 'kind'>): boolean {
  return kind === 'base' && Object.keys(sources).some((prefix) => name.startsWith(prefix))
}

/** Makes the base tags say what the profile says. */
export function syncBaseTags(draft: Customer, now: Date): void {
  for (const [prefix, read] of Object.entries(sources)) {
    const value = read(draft.profile)
    const wanted = value ? `${prefix}${value}` : undefined
    draft.tags = draft.tags.filter(
      ({ name, kind }) => kind !== 'base' || !name.startsWith(prefix) || name === wanted,
    )
    if (wanted && !draft.tags.some(({ name }) => name === wanted)) {
      draft.tags.push({ name: wanted, kind: 'base', at: now })
    }
  }
}
