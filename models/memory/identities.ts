import type { Identity, IdentityStore } from '../identities.ts'

/** Who outside ids belong to, in memory, for simulations: the same answers as the store. */
export function createMemoryIdentities(identities: Map<string, Identity> = new Map()): IdentityStore {
  return {
    find: async (key) => identities.get(key) ?? null,
    findMany: async (keys) =>
      new Map(
        keys.flatMap((key) => (identities.has(key) ? [[key, identities.get(key) as Identity] as const] : [])),
      ),
    async claim(identity) {
      const known = identities.get(identity._id)
      if (known === undefined) identities.set(identity._id, identity)
      return known ?? identity
    },
    async claimMany(wanted) {
      const free = wanted.filter(({ _id }) => !identities.has(_id))
      for (const identity of free) identities.set(identity._id, identity)
      return new Set(free.map(({ _id }) => _id))
    },
    async verify(key, customerId) {
      const known = identities.get(key)
      if (known?.customerId === customerId) identities.set(key, { ...known, verified: true })
    },
    async move(key, from, to) {
      const known = identities.get(key)
      if (known?.customerId !== from) return false
      identities.set(key, { ...known, ...to })
      return true
    },
    async repoint(from, to) {
      for (const [key, identity] of identities)
        if (identity.customerId === from) identities.set(key, { ...identity, customerId: to })
    },
  }
}
