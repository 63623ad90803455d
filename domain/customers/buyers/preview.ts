import type { Customer } from '../../../models/customer.ts'
import type { Surveyor } from '../../audience/surveyor.ts'
import type { Clock } from '../../clock.ts'
import type { BuyerRules } from '../../language/buyer-rules.ts'
import { type BuyerMove, type BuyerMoves, buyerMoves } from './moves-of.ts'

/** Up to so many everybody is looked at at once; of more, some from all over the store, or everybody by slices. */
const mostAtOnce = 2_000
/** Small enough that nobody else waits long for the process. */
const pageSize = 100
const sliceSize = 2_000
const mostExamples = 10

/** Somebody whom other rules sort otherwise. */
export interface MovedBuyer extends BuyerMoves {
  customer: Customer
}

/** Whom other rules would sort otherwise, of those looked at: test accounts stand in no figure. */
export interface BuyerPreview {
  looked: number
  /** Counts stand for this many of everybody: 1 where they are exact. */
  scale: number
  /** People with at least one of the moves, or another tag. */
  changed: number
  /** Most people first. */
  moves: (BuyerMove & { people: number })[]
  /** By name, most people first. */
  tags: { tag: string; gain: number; lose: number }[]
  examples: MovedBuyer[]
}

/** Of the customers behind one id; `next` is where the next slice begins, null after the last. */
export interface BuyerSlice extends BuyerPreview {
  next: string | null
}

export type BuyerPreviews = ReturnType<typeof createBuyerPreviews>

/** What edited bounds of tiers and scores would change against those in force. Writes nothing. */
export function createBuyerPreviews(deps: {
  surveyor: Pick<Surveyor, 'size' | 'sample'>
  store: { page(after: string, limit: number): Promise<Customer[]> }
  rules: () => BuyerRules
  clock: Clock
}) {
  const { surveyor, store, rules, clock } = deps

  /** Pages behind one id, up to so many customers; tells where they end. */
  async function* behind(after: string, most: number, ended: (at: string | null) => void) {
    let last = after
    for (let looked = 0; looked < most; ) {
      const page = await store.page(last, Math.min(pageSize, most - looked))
      const end = page.at(-1)
      if (end === undefined) return ended(null)
      yield page
      looked += page.length
      last = end._id
    }
    ended(last)
  }

  async function look(some: AsyncIterable<Customer[]>, edited: Partial<BuyerRules>): Promise<BuyerPreview> {
    const before = rules()
    const [now, after] = [clock.now(), { ...before, ...edited }]
    const tally = newTally()
    for await (const customers of some) {
      for (const customer of customers) {
        if (customer.isTest === true) continue
        tally.looked += 1
        const moved = buyerMoves(customer, now, { before, after })
        if (moved !== null) tally.add({ customer, ...moved })
      }
    }
    return tally.told()
  }

  return {
    size: surveyor.size,
    /** Of everybody where they are few, otherwise estimated from some of them. */
    async about(edited: Partial<BuyerRules>): Promise<BuyerPreview> {
      const size = await surveyor.size()
      if (size <= mostAtOnce)
        return look(
          behind('', size + mostAtOnce, () => {}),
          edited,
        )
      const found = await look(surveyor.sample(), edited)
      return { ...found, scale: found.looked === 0 ? 1 : size / found.looked }
    },

    /** Exactly, of some thousand customers behind this one ('' = from the first). Slices add up to everybody. */
    async slice(edited: Partial<BuyerRules>, after: string): Promise<BuyerSlice> {
      let next: string | null = null
      const found = await look(
        behind(after, sliceSize, (at) => {
          next = at
        }),
        edited,
      )
      return { ...found, next }
    },
  }
}

function newTally() {
  const moves = new Map<string, BuyerMove & { people: number }>()
  const tags = new Map<string, { tag: string; gain: number; lose: number }>()
  const examples: MovedBuyer[] = []
  let changed = 0

  function countTag(tag: string, which: 'gain' | 'lose'): void {
    const known = tags.get(tag) ?? { tag, gain: 0, lose: 0 }
    tags.set(tag, { ...known, [which]: known[which] + 1 })
  }

  return {
    looked: 0,
    add(person: MovedBuyer): void {
      changed += 1
      for (const move of person.moves) {
        const key = `${move.trait} ${move.from} ${move.to}`
        moves.set(key, { ...move, people: (moves.get(key)?.people ?? 0) + 1 })
      }
      for (const tag of person.gains) countTag(tag, 'gain')
      for (const tag of person.loses) countTag(tag, 'lose')
      if (examples.length < mostExamples) examples.push(person)
    },
    told(): BuyerPreview {
      return {
        looked: this.looked,
        scale: 1,
        changed,
        moves: [...moves.values()].sort((a, b) => b.people - a.people),
        tags: [...tags.values()].sort((a, b) => b.gain + b.lose - a.gain - a.lose),
        examples,
      }
    },
  }
}
