import type { Links, TrackedLink } from '../links.ts'

/** Tracked links in memory, for simulations: the same answers as the store. */
export function createMemoryLinks(links: Map<string, TrackedLink> = new Map()): Links {
  return {
    find: async (code) => links.get(code) ?? null,
    async countOpening(code) {
      const link = links.get(code)
      if (link) links.set(code, { ...link, openings: (link.openings ?? 0) + 1 })
    },
    async insert(link) {
      const holder = links.get(link._id)
      if (holder === undefined) links.set(link._id, link)
      const { touchId, name, target } = links.get(link._id) as TrackedLink
      return touchId === link.touchId && name === link.name && target === link.target
    },
  }
}
