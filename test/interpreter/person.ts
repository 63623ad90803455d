import type { Happened, Known } from './rules.ts'
import { dayOf } from './words.ts'
import type { Somebody, Trait } from './written.ts'

/** Done by the customer themselves, not by shops or salespeople. */
const seen = ['miniprogram.entered', 'product.viewed', 'cart.added', 'message.clicked', 'lead.submitted']
const tagsOf: [tag: string, trait: string, atLeast: number][] = [
  ['看过商品', 'productViews', 1],
  ['已购买', 'ordersCount', 1],
  ['复购', 'ordersCount', 2],
]
const spentAbove = [5_000, 2_000, 500, 200]

const registered = (at: Date): string => {
  const [year, month] = dayOf(at).split('-')
  return `注册:${year}年${Number(month)}月`
}

/** Moves without an event of its own: whatever happens may have moved it. */
export const quiet = ['lastSeenAt', 'productViews']

export interface Change {
  add?: readonly string[]
  remove?: readonly string[]
  traits?: Readonly<Record<string, Trait>>
}

/** An event that tells of a change. */
export interface Tale {
  name: string
  props: Record<string, unknown>
}

/** What is known of somebody. Whatever changes it answers with what is to be told of it. */
export function createPerson(somebody: Somebody, begun: Date) {
  const known: Known = {
    tags: new Set([...somebody.tags, registered(begun)]),
    traits: { tier: 'none', ...somebody.traits },
    consent: Object.fromEntries([
      ...somebody.granted.map((channel) => [channel, 'granted']),
      ...somebody.refused.map((channel) => [channel, 'refused']),
    ]),
    happened: [],
    segments: new Set(),
  }
  const { tags } = known

  /** Tags taken, tags given, then traits. */
  function talesOf(change: () => void): Tale[] {
    const [had, were] = [new Set(tags), { ...known.traits }]
    change()
    const names = [...new Set([...Object.keys(were), ...Object.keys(known.traits)])]
    return [
      ...[...had]
        .filter((tag) => !tags.has(tag))
        .map((tag) => ({ name: 'customer.tag_removed', props: { tag } })),
      ...[...tags]
        .filter((tag) => !had.has(tag))
        .map((tag) => ({ name: 'customer.tag_added', props: { tag } })),
      ...names
        .filter((trait) => !quiet.includes(trait) && String(were[trait]) !== String(known.traits[trait]))
        .map((trait) => ({ name: 'customer.trait_changed', props: { trait } })),
    ]
  }

  function later(trait: string, at: Date): void {
    const before = known.traits[trait]
    known.traits[trait] = before instanceof Date && before > at ? before : at
  }
  function count(trait: string): void {
    known.traits[trait] = Number(known.traits[trait] ?? 0) + 1
  }

  /** By what was not for nothing, and the days with a purchase; nobody here spends enough for more. */
  function sortIn(): void {
    const bought = known.happened.filter(
      ({ name, props }) => name === 'order.paid' && Number(props.amountFen) > 0,
    )
    known.traits.ordersCount = bought.length
    spentTag(bought.reduce((sum, { props }) => sum + Number(props.amountFen), 0))
    for (const { at } of bought) later('lastOrderAt', at)
    const purchases = new Set(bought.map(({ at }) => dayOf(at))).size
    known.traits.tier = purchases === 0 ? 'none' : purchases <= 3 ? 'potential' : 'regular'
    if (known.traits.tier === 'potential') tags.add('潜力')
    else tags.delete('潜力')
  }

  /** Of a year, which nobody here outlives. */
  function spentTag(fen: number): void {
    for (const yuan of spentAbove) tags.delete(`年消费:超${yuan}元`)
    const above = spentAbove.find((yuan) => fen > yuan * 100)
    if (above !== undefined) tags.add(`年消费:超${above}元`)
  }

  return {
    known,
    change: ({ add = [], remove = [], traits = {} }: Change): Tale[] =>
      talesOf(() => {
        for (const tag of add) tags.add(tag)
        for (const tag of remove) tags.delete(tag)
        for (const [name, value] of Object.entries(traits)) {
          if (value === null || value === undefined) delete known.traits[name]
          else known.traits[name] = value
        }
      }),
    learnFrom: ({ name, at }: Happened): Tale[] =>
      talesOf(() => {
        if (seen.includes(name)) later('lastSeenAt', at)
        if (name === 'product.viewed') count('productViews')
        if (name === 'message.clicked') tags.add('点过链接')
        if (name === 'order.paid') sortIn()
        for (const [tag, trait, atLeast] of tagsOf) {
          if (Number(known.traits[trait] ?? 0) >= atLeast) tags.add(tag)
        }
      }),
  }
}
