import type { Customer } from '../../../models/customer.ts'
import type { PreferenceRefreshStore } from '../../../models/preference-refresh.ts'
import type { Surveyor } from '../../audience/surveyor.ts'
import type { Clock } from '../../clock.ts'
import type { PreferenceRuleDefinition } from '../../language/preference-rule.ts'
import type { Customers } from '../contract.ts'
import { judgePerson } from './judge-person.ts'
import type { RuleInForce } from './preferences-of.ts'

/** Up to so many everybody is looked at; of more, some from all over the store. */
const mostLooked = 2_000
const pageSize = 200
const mostExamples = 10

/** Somebody whose tags another rule changes. */
export interface ChangedPerson {
  customer: Customer
  gains: string[]
  loses: string[]
}

export interface PreferencePreview {
  /** How many were looked at, those of test accounts left out. */
  looked: number
  /** Counts stand for this many of everybody: 1 where everybody was looked at. */
  scale: number
  /** Of those looked at. */
  changed: number
  /** By tag, most people first. */
  tags: { tag: string; gain: number; lose: number }[]
  examples: ChangedPerson[]
}

/**
 * Whose preference tags a rule would change against those in force, judged by the same day: what else will be different by the next
 * refresh is no work of the rule. Writes nothing.
 */
export function createPreferencePreview(deps: {
  surveyor: Pick<Surveyor, 'size' | 'sample'>
  store: Pick<PreferenceRefreshStore, 'page'>
  customers: Pick<Customers, 'history'>
  rules: () => readonly RuleInForce[]
  clock: Clock
}) {
  const { surveyor, store, customers, rules, clock } = deps

  async function* everybody(): AsyncGenerator<Customer[]> {
    for (let after = ''; ; ) {
      const page = await store.page(after, pageSize)
      const last = page.at(-1)
      if (last === undefined) return
      yield page
      after = last._id
    }
  }

  return async function preview(edited: PreferenceRuleDefinition): Promise<PreferencePreview> {
    const [before, at, size] = [rules(), clock.now(), await surveyor.size()]
    const after = withRule(before, edited)
    const tags = new Map<string, { gain: number; lose: number }>()
    const examples: ChangedPerson[] = []
    let [looked, changed] = [0, 0]
    const isWhole = size <= mostLooked
    for await (const some of isWhole ? everybody() : surveyor.sample()) {
      for (const customer of some) {
        if (customer.isTest === true) continue
        looked += 1
        const judge = await judgePerson(customers, customer, at, [...before, ...after])
        if (judge === null) continue
        const [had, has] = [before, after].map((each) => new Set(judge(each).map(({ name }) => name)))
        const gains = [...(has ?? [])].filter((tag) => !had?.has(tag))
        const loses = [...(had ?? [])].filter((tag) => !has?.has(tag))
        if (gains.length + loses.length === 0) continue
        changed += 1
        for (const tag of gains) count(tags, tag, 'gain')
        for (const tag of loses) count(tags, tag, 'lose')
        if (examples.length < mostExamples) examples.push({ customer, gains, loses })
      }
    }
    return {
      looked,
      scale: isWhole || looked === 0 ? 1 : size / looked,
      changed,
      tags: [...tags]
        .map(([tag, counts]) => ({ tag, ...counts }))
        .sort((a, b) => b.gain + b.lose - a.gain - a.lose || (a.tag < b.tag ? -1 : 1)),
      examples,
    }
  }
}

export type PreviewPreferences = ReturnType<typeof createPreferencePreview>

/** By code point of the ids, as rules in force stand. */
function withRule(rules: readonly RuleInForce[], rule: PreferenceRuleDefinition): RuleInForce[] {
  const others = rules.filter((each) => each.rule.id !== rule.id)
  return [...others, { rule, version: rule.id }].sort((a, b) => (a.rule.id < b.rule.id ? -1 : 1))
}

function count(tags: Map<string, { gain: number; lose: number }>, tag: string, which: 'gain' | 'lose'): void {
  const known = tags.get(tag) ?? { gain: 0, lose: 0 }
  tags.set(tag, { ...known, [which]: known[which] + 1 })
}
