import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Customer } from '../../models/customer.ts'
import type { IdentityClaim } from './contract.ts'
import { createWorld, type World } from './testing/world.ts'

const people = 3
const person = fc.nat({ max: people - 1 })

/** What platforms, forms and outside systems can say about people. */
type Saying =
  | { says: 'login' | 'friend'; who: number; device: number; withUnionid: boolean }
  | { says: 'proves' | 'types'; who: number; device: number; phoneOf: number }
  | { says: 'lead' | 'crm'; phoneOf: number }

const device = fc.nat({ max: 1 })
const platform = fc.record({
  says: fc.constantFrom('login' as const, 'friend' as const),
  who: person,
  device,
  withUnionid: fc.boolean(),
})
const provesOwn = fc
  .record({ who: person, device })
  .map((by): Saying => ({ says: 'proves', ...by, phoneOf: by.who }))
const provesAny = fc.record({ says: fc.constant('proves' as const), who: person, device, phoneOf: person })
const types = fc.record({ says: fc.constant('types' as const), who: person, device, phoneOf: person })
const anonymous = fc.record({ says: fc.constantFrom('lead' as const, 'crm' as const), phoneOf: person })

/** Sayings of one batch happen at the same time. */
const history = (sayings: fc.Arbitrary<Saying>) =>
  fc.array(fc.array(sayings, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 })

describe('identity over any history of claims', () => {
  let world: World
  let round = 0
  beforeAll(async () => {
    world = await createWorld()
  })
  afterAll(() => world.drop())

  const at = new Date('2026-03-02T00:00:00Z')

  function claimsOf(saying: Saying): IdentityClaim[] {
    const phone = (who: number, verified: boolean): IdentityClaim => ({
      kind: 'phone',
      value: `13${who}${String(round).padStart(8, '0')}`,
      verified,
    })
    switch (saying.says) {
      case 'login':
      case 'friend':
        return [own(saying), ...(saying.withUnionid ? [unionidOf(saying.who)] : [])]
      case 'proves':
        return [own({ ...saying, says: 'login' }), phone(saying.phoneOf, true)]
      case 'types':
        return [own({ ...saying, says: 'login' }), phone(saying.phoneOf, false)]
      case 'lead':
        return [phone(saying.phoneOf, false)]
      case 'crm':
        return [
          { kind: 'ext', system: 'crm', value: `x${round}-${saying.phoneOf}` },
          phone(saying.phoneOf, false),
        ]
    }
  }
  function own({
    says,
    who,
    device,
  }: {
    says: 'login' | 'friend'
    who: number
    device: number
  }): IdentityClaim {
    return says === 'login'
      ? { kind: 'openid', appid: `wx${device}`, value: `o${round}-${who}` }
      : { kind: 'external', corp: 'ww', value: `e${round}-${who}` }
  }
  const unionidOf = (who: number): IdentityClaim => ({ kind: 'unionid', value: `u${round}-${who}` })

  async function live(batches: Saying[][]) {
    for (const batch of batches) {
      await Promise.all(
        batch.map((saying) => world.another().getOrCreate(claimsOf(saying), { source: 'test', at })),
      )
    }
  }
  const holder = async (claim: IdentityClaim) =>
    (await world.customers.findByIdentity(world.customers.identityKey(claim))) as Customer

  /** Whatever happened: one unionid at most, and every id leads to the one customer who lists it. */
  async function expectConsistent(batches: Saying[][]) {
    const claims = batches.flat().flatMap(claimsOf)
    const holders = new Map<string, Customer>()
    for (const claim of claims) {
      const customer = await holder(claim)
      holders.set(customer._id, customer)
      expect(customer.ids).toContain(world.customers.identityKey(claim))
    }
    const listed = [...holders.values()].flatMap(({ ids }) => ids)
    expect(new Set(listed).size).toBe(listed.length)
    for (const { ids, unionid, merging } of holders.values()) {
      const unionids = ids.filter((id) => id.startsWith('unionid:'))
      expect(unionids).toEqual(unionid ? [unionid] : [])
      expect(merging ?? []).toEqual([])
    }
  }

  it('never gives one customer two unionids, even when everybody proves everybody’s phone', async () => {
    await fc.assert(
      fc.asyncProperty(history(fc.oneof(platform, provesAny, types, anonymous)), async (batches) => {
        round++
        await live(batches)
        await expectConsistent(batches)
      }),
      { numRuns: 12 },
    )
  })

  it('ends with one customer for every person whose ids are proven to belong together, and never mixes two', async () => {
    await fc.assert(
      fc.asyncProperty(history(fc.oneof(platform, provesOwn, types, anonymous)), async (batches) => {
        round++
        await live(batches)
        await expectConsistent(batches)
        const customersOf = new Map<number, Set<string>>()
        for (const saying of batches.flat()) {
          if (!('who' in saying)) continue
          const proven = saying.says === 'types' ? claimsOf(saying).slice(0, 1) : claimsOf(saying)
          const ids = await Promise.all(proven.map(async (claim) => (await holder(claim))._id))
          expect(new Set(ids).size, JSON.stringify(saying)).toBe(1)
          customersOf.set(saying.who, new Set([...(customersOf.get(saying.who) ?? []), ...ids]))
        }
        const all = [...customersOf.values()].flatMap((ids) => [...ids])
        expect(new Set(all).size, 'a customer shared by two people').toBe(all.length)
      }),
      { numRuns: 12 },
    )
  })
})
