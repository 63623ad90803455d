import type { Consent, ConsentSubject, Customer, IdentityKey } from '../../models/customer.ts'
import type { ErasureStore } from '../../models/erasures.ts'
import type { ForgottenStore } from '../../models/forgotten.ts'

export type Refusals = Partial<Record<ConsentSubject, Consent>>

/** What is remembered under an id of somebody who was erased. */
export interface Memory {
  /** When they were. */
  at: Date
  /** As consent is kept: `refused` each. */
  refusals: Refusals
}

/** Where the consent of somebody who came back stands from. */
export const erasureSource = 'erasure'

export interface ForgottenPeople {
  /** Those of these keys that were somebody's who was erased. */
  among(keys: readonly IdentityKey[]): Promise<Map<IdentityKey, Memory>>
  /** Whether the customer of that id, or whoever they became, was. */
  wasErased(customerId: string): Promise<boolean>
}

/** For where nobody was ever erased. */
export const nobodyForgotten: ForgottenPeople = {
  among: async () => new Map(),
  wasErased: async () => false,
}

/** Marketing by these needs an agreement, and with the person it is gone: it must be given anew, to us and by themselves. */
const agreedTo = ['sms', 'email'] as const

/**
 * Refusals outlive the person. They lie under a keyed digest of each id that no other look-up uses, so that nobody is found by
 * them, and who is told the id anew finds that it is refused.
 */
export function createForgotten(deps: {
  store: ForgottenStore
  erasures: Pick<ErasureStore, 'hasCustomer'>
  blindIndex(text: string): string
}) {
  const { store, blindIndex } = deps
  const digestOf = (key: IdentityKey) => blindIndex(`forgotten ${key}`)

  return {
    /** From here on what they refused is refused to whoever has one of these ids. Safe to run twice. */
    async remember(
      customer: Pick<Customer, 'consent'>,
      keys: readonly IdentityKey[],
      at: Date,
    ): Promise<void> {
      const said = Object.entries(customer.consent).flatMap(([subject, consent]) =>
        consent?.state === 'refused' ? [[subject, consent.at] as const] : [],
      )
      const refused = {
        ...Object.fromEntries(agreedTo.map((subject) => [subject, at])),
        ...Object.fromEntries(said),
      }
      await store.keep(keys.map((key) => ({ _id: digestOf(key), at, refused })))
    },
    wasErased: deps.erasures.hasCustomer,
    async among(keys) {
      const byDigest = new Map(keys.map((key) => [digestOf(key), key]))
      const found = await store.find([...byDigest.keys()])
      return new Map(
        found.map(({ _id, at, refused }) => [
          byDigest.get(_id) as IdentityKey,
          { at, refusals: refusalsOf(refused) },
        ]),
      )
    },
  } satisfies ForgottenPeople & Record<string, unknown>
}

const refusalsOf = (refused: Partial<Record<ConsentSubject, Date>>): Refusals =>
  Object.fromEntries(
    Object.entries(refused).map(([subject, at]) => [
      subject,
      { state: 'refused', at, source: erasureSource } satisfies Consent,
    ]),
  )
