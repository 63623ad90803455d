import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ChangedUse, CouponGrant } from '../../models/coupons.ts'
import type { OrderKey } from '../../models/order-entry.ts'
import { DomainError } from '../errors.ts'
import { redeemed } from './coupon-states.ts'
import { asSaid } from './shop-words.ts'

// Told twice, late or before what came before it: the shop's words about a coupon it gave come to what happened.

const start = Date.parse('2026-03-02T09:00:00+08:00')
const at = (hours: number) => new Date(start + hours * 3_600_000)
const ending = at(24 * 14)

const given: CouponGrant = {
  _id: 'grant:c1',
  batchId: 'spring',
  customerId: 'c_1',
  number: -1,
  code: 'SHOP-1',
  validFrom: at(0),
  validUntil: ending,
  grantedAt: at(0),
  state: 'granted',
  rev: 0,
  lookOutUntil: ending,
  byShop: true,
}

interface Word {
  kind: 'locked' | 'released' | 'redeemed' | 'returned'
  order: OrderKey
  at: Date
}

/** Throws as the rules do. */
function heard(grant: CouponGrant, { kind, order, at: when }: Word): CouponGrant {
  const use: ChangedUse | null =
    kind === 'redeemed'
      ? redeemed(grant, { order, at: when, storeId: `store of ${order}` })
      : asSaid(grant, { kind, order, at: when }, at(1_000))
  if (use === null) return grant
  const { order: _, redeemedAt: __, storeId: ___, staffId: ____, lookOutUntil: _____, ...kept } = grant
  return { ...kept, ...use }
}

/** Whatever is refused is told again once the others were heard, as a shop does without an answer of 202. */
function heardAll(words: readonly Word[]): { grant: CouponGrant; refused: readonly Word[] } {
  let grant = given
  let open = words
  for (;;) {
    const refused: Word[] = []
    for (const word of open) {
      try {
        grant = heard(grant, word)
      } catch (error) {
        if (!(error instanceof DomainError)) throw error
        refused.push(word)
      }
    }
    if (refused.length === 0 || refused.length === open.length) return { grant, refused }
    open = refused
  }
}

/** What a shop can do with one coupon: orders one after the other, each of which lets it go or uses it, and may give it back. */
const life = fc
  .tuple(
    fc.array(fc.constantFrom('let go', 'given back'), { maxLength: 4 }),
    fc.constantFrom('nothing', 'locked', 'used', 'used at once'),
  )
  .map(([before, last]): Word[] => {
    const orders = [...before, last].map((fate, n): Word[] => {
      const word = (kind: Word['kind'], hours: number): Word => ({
        kind,
        order: `shop:o${n}`,
        at: at(n * 10 + hours),
      })
      if (fate === 'let go') return [word('locked', 1), word('released', 2)]
      if (fate === 'given back') return [word('locked', 1), word('redeemed', 2), word('returned', 3)]
      if (fate === 'locked') return [word('locked', 1)]
      if (fate === 'used') return [word('locked', 1), word('redeemed', 2)]
      return fate === 'used at once' ? [word('redeemed', 2)] : []
    })
    return orders.flat()
  })

const scrambled = life.chain((words) =>
  fc.record({
    words: fc.constant(words),
    told: fc
      .subarray(words)
      .chain((twice) =>
        fc.shuffledSubarray([...words, ...twice], { minLength: words.length + twice.length }),
      ),
  }),
)

const standing = ({
  past = [],
  state,
  order,
  redeemedAt,
  storeId,
  validUntil,
  lookOutUntil,
}: CouponGrant) => ({
  ...{ state, order, redeemedAt, storeId, validUntil, lookOutUntil },
  past: past
    .map((use) => ({ order: use.order, redeemedAt: use.redeemedAt, storeId: use.storeId }))
    .sort((a, b) => (a.order < b.order ? -1 : 1)),
})

describe('what the shop says of a coupon it gave', () => {
  it('comes to the same in whatever order and however often it is told', () => {
    fc.assert(
      fc.property(scrambled, ({ words, told }) => {
        const [asHappened, asTold] = [heardAll(words), heardAll(told)]
        expect(asHappened.refused).toEqual([])
        expect(asTold.refused).toEqual([])
        expect(standing(asTold.grant)).toEqual(standing(asHappened.grant))
      }),
      { numRuns: 2_000 },
    )
  })

  it('never gives it to two orders at a time, nor to one that let it go', () => {
    fc.assert(
      fc.property(scrambled, ({ told }) => {
        let grant = given
        for (const word of told) {
          const before = grant
          try {
            grant = heard(grant, word)
          } catch {
            continue
          }
          const held = (one: CouponGrant) => one.past?.some(({ order }) => order === one.order)
          expect(held(grant) ?? false).toBe(false)
          if (before.state === 'locked' && grant.state === 'locked') expect(grant.order).toBe(before.order)
        }
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('words that contradict each other are refused by name', () => {
  const word = (kind: Word['kind'], order: OrderKey = 'shop:a'): Word => ({ kind, order, at: at(1) })
  it.each<[string, Word[], Word, string]>([
    ['locked by a second order', [word('locked')], word('locked', 'shop:b'), 'coupon.locked'],
    ['locked by another after it was used', [word('redeemed')], word('locked', 'shop:b'), 'coupon.redeemed'],
    ['used by another than locked it', [word('locked')], word('redeemed', 'shop:b'), 'coupon.locked'],
    ['used by two orders', [word('redeemed')], word('redeemed', 'shop:b'), 'coupon.redeemed'],
    ['let go after it was used', [word('redeemed')], word('released'), 'coupon.redeemed'],
    ['used after it was let go', [word('locked'), word('released')], word('redeemed'), 'coupon.order_over'],
    ['given back after it was let go', [word('released')], word('returned'), 'coupon.order_over'],
    ['let go after it was given back', [word('returned')], word('released'), 'coupon.redeemed'],
  ])('%s', (_, before, last, code) => {
    const grant = before.reduce(heard, given)
    expect(() => heard(grant, last)).toThrow(expect.objectContaining({ code }))
  })

  it('and what is no coupon of the shop’s is none of its business', () => {
    const own = { ...given, byShop: undefined }
    expect(() => heard(own, word('locked'))).toThrow(expect.objectContaining({ code: 'coupon.not_by_shop' }))
  })
})

it('one that comes back has the end the shop says, or the one it had', () => {
  const used = heard(given, { kind: 'redeemed', order: 'shop:a', at: at(1) })
  const back = { kind: 'returned', order: 'shop:a', at: at(2) } as const
  expect(asSaid(used, back, at(3))).toMatchObject({ state: 'returned', validUntil: ending })
  expect(asSaid(used, { ...back, validUntil: at(900) }, at(3))).toMatchObject({
    validUntil: at(900),
    lookOutUntil: at(900),
  })
})
