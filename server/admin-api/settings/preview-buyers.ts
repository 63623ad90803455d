import { type BuyerMove, sortedTraits } from '../../../domain/customers/buyers/moves-of.ts'
import type { BuyerPreviews } from '../../../domain/customers/buyers/preview.ts'
import type { Customers } from '../../../domain/customers/contract.ts'
import { followsSpend } from '../../../domain/customers/traits/spend-tag.ts'
import { customerField, nameOfValue } from '../../../domain/customers/traits/table.ts'
import { followsTier } from '../../../domain/customers/traits/tier.ts'
import { askersOf } from '../../../domain/definitions/askers-of.ts'
import type { Published } from '../../../domain/definitions/published.ts'
import type { Snapshot } from '../../../domain/definitions/snapshot.ts'
import { type BuyerRules, rfmSchema, tiersSchema } from '../../../domain/language/buyer-rules.ts'
import type { Handlers } from '../core/endpoint.ts'
import { AdminRefusal } from '../core/refuse.ts'
import { presentUsers } from '../definitions/look.ts'
import { presentPerson } from '../places/present-person.ts'
import type { settings as contract } from './contract.ts'
import { placesOf } from './places-of.ts'

type Part = keyof BuyerRules

const schemas = { tiers: tiersSchema, rfm: rfmSchema }
/** The tags that go with what a part decides. */
const followsPart = { tiers: followsTier, rfm: followsSpend }

export function createPreviewBuyers(deps: {
  buyers: BuyerPreviews
  published: Pick<Published, 'snapshot'>
  customers: Pick<Customers, 'masked'>
}): Handlers<typeof contract>['previewBuyers'] {
  const { buyers, published } = deps

  return async function previewBuyers({ body: { part, written, after } }) {
    const edited = readPart(part, written)
    const snapshot = published.snapshot()
    const found =
      after === undefined
        ? { ...(await buyers.about(edited)), next: null }
        : await buyers.slice(edited, after)
    const people = (n: number): number => Math.round(n * found.scale)
    return {
      on: snapshot.number,
      isExact: found.scale === 1,
      size: await buyers.size(),
      looked: found.looked,
      next: found.next,
      changed: people(found.changed),
      moves: found.moves.map((move) => ({ ...inWords(move), people: people(move.people) })),
      tags: found.tags.map(({ tag, gain, lose }) => ({ tag, gain: people(gain), lose: people(lose) })),
      examples: found.examples.map(({ customer, moves, gains, loses }) => {
        const { customerId: id, name, phone } = presentPerson(customer._id, customer, deps)
        return { id, name, phone, moves: moves.map(inWords), gains, loses }
      }),
      usedBy: presentUsers(askersOf(subjectOf(part), inUse(snapshot))),
    }
  }
}

/** @throws AdminRefusal with the place of what cannot be read */
function readPart(part: Part, written: Record<string, unknown>): Partial<BuyerRules> {
  const read = schemas[part].safeParse(written)
  if (read.success) return { [part]: read.data }
  throw new AdminRefusal(
    422,
    'request.invalid',
    '这些界限还没填好，改好后再看',
    placesOf('written', read.error),
  )
}

const subjectOf = (part: Part) => ({
  traits: sortedTraits[part],
  isTag: (name: string) => followsPart[part]({ name, kind: 'rule' }),
})

const inUse = ({ definitions, pilots }: Snapshot) => [...definitions, ...pilots.values()]

/** Scores are numbers, and said as such. */
function inWords({ trait, from, to }: BuyerMove) {
  const label = customerField(trait)?.label ?? trait
  return { label, from: nameOfValue(trait, from), to: nameOfValue(trait, to) }
}
