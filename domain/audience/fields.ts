import type { Customer } from '../../models/customer.ts'

/**
 * What a rule may ask as a `trait` although it stands elsewhere in the document. These names win over a trait of the same
 * name. Contact data is sealed and cannot be asked.
 */
const elsewhere = {
  nickname: 'profile.nickname',
  region: 'profile.region',
  sourceChannel: 'profile.sourceChannel',
  timeZone: 'profile.timeZone',
  registeredAt: 'profile.registeredAt',
  owner: 'owner',
  stage: 'stage',
  createdAt: 'createdAt',
} as const satisfies Record<string, string>

const readers: Record<keyof typeof elsewhere, (customer: Customer) => unknown> = {
  nickname: ({ profile }) => profile.nickname,
  region: ({ profile }) => profile.region,
  sourceChannel: ({ profile }) => profile.sourceChannel,
  timeZone: ({ profile }) => profile.timeZone,
  registeredAt: ({ profile }) => profile.registeredAt,
  owner: ({ owner }) => owner,
  stage: ({ stage }) => stage,
  createdAt: ({ createdAt }) => createdAt,
}

const isElsewhere = (name: string): name is keyof typeof elsewhere => Object.hasOwn(elsewhere, name)

/** Where the store keeps it. */
export function traitPath(name: string): string {
  return isElsewhere(name) ? elsewhere[name] : `traits.${name}`
}

/** Its value in memory; undefined when the customer has none. */
export function readTrait(customer: Customer, name: string): unknown {
  if (isElsewhere(name)) return readers[name](customer)
  return Object.hasOwn(customer.traits, name) ? customer.traits[name] : undefined
}
