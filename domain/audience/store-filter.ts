import type { Test } from '../language/comparison.ts'
import { resolveMoment } from '../language/moment.ts'
import type { PropRule } from '../language/prop-rule.ts'
import type { Rule } from '../language/rule.ts'
import { traitPath } from './fields.ts'

export type StoreFilter = Record<string, unknown>

/**
 * A filter and how it relates to the rule it was made from. exact = finds the same documents; wider = finds those and perhaps
 * more, so each one found still has to be decided in memory. null = nothing can be said.
 */
export type Narrowed = { filter: StoreFilter; exact: boolean } | null

/** What of a rule the customer documents alone can answer. */
export function narrowCustomers(rule: Rule, now: Date): Narrowed {
  switch (rule.kind) {
    case 'all':
      return every(rule.rules.map((inner) => narrowCustomers(inner, now)))
    case 'any':
      return some(rule.rules.map((inner) => narrowCustomers(inner, now)))
    case 'not':
      return opposite(narrowCustomers(rule.rule, now))
    case 'tag':
      return exactly({ 'tags.name': rule.tag })
    case 'trait':
      return every(rule.tests.map((test) => narrowTest(test, traitPath(rule.trait), now)))
    case 'event':
      return null
    case 'segment':
      return exactly({ segments: rule.segment })
    case 'run':
      return null
    case 'consent':
    case 'reach': {
      const path = `${rule.kind}.${rule.channel}.state`
      return exactly({ [path]: rule.state === 'unknown' ? null : rule.state })
    }
  }
}

/** What of a `where` the event documents can answer. */
export function narrowEvents(rule: PropRule, now: Date): Narrowed {
  switch (rule.kind) {
    case 'all':
      return every(rule.rules.map((inner) => narrowEvents(inner, now)))
    case 'any':
      return some(rule.rules.map((inner) => narrowEvents(inner, now)))
    case 'not':
      return opposite(narrowEvents(rule.rule, now))
    case 'prop':
      return every(rule.tests.map((test) => narrowTest(test, `props.${rule.prop}`, now)))
    case 'anyItem':
      // What of a line the store could ask would have to be said without `props.`; orders are few, so memory decides.
      return { filter: { 'props.items': { $ne: null } }, exact: false }
  }
}

/** The table of compare.ts, in the store's words: its comparisons, too, keep to one type and ask every item of a list. */
function narrowTest(test: Test, path: string, now: Date): Narrowed {
  switch (test.op) {
    case 'is':
      return exactly({ [path]: test.value })
    case 'isNot':
      return exactly({ [path]: { $ne: test.value } })
    // A value of a run is missing where customers are looked for.
    case 'same':
      return exactly({ [path]: { $in: [] } })
    case 'other':
      return exactly({})
    case 'in':
      return exactly({ [path]: { $in: test.values } })
    case 'above':
      return exactly({ [path]: { $gt: test.value } })
    case 'atLeast':
      return exactly({ [path]: { $gte: test.value } })
    case 'below':
      return exactly({ [path]: { $lt: test.value } })
    case 'atMost':
      return exactly({ [path]: { $lte: test.value } })
    case 'before':
      return exactly({ [path]: { $lt: resolveMoment(test.moment, now) } })
    case 'after':
      return exactly({ [path]: { $gt: resolveMoment(test.moment, now) } })
    case 'exists':
      return exactly({ [path]: test.value ? { $ne: null } : null })
    case 'contains':
      // A regular expression would look into the items of a list as well; all that can be said is that there is something.
      return { filter: { [path]: { $ne: null } }, exact: false }
  }
}

const exactly = (filter: StoreFilter): Narrowed => ({ filter, exact: true })

function every(parts: Narrowed[]): Narrowed {
  const said = parts.flatMap((part) => (part === null ? [] : [part]))
  if (said.length === 0) return null
  return {
    filter: said.length === 1 ? said[0]!.filter : { $and: said.map(({ filter }) => filter) },
    exact: said.length === parts.length && said.every(({ exact }) => exact),
  }
}

function some(parts: Narrowed[]): Narrowed {
  const said = parts.flatMap((part) => (part === null ? [] : [part]))
  if (said.length < parts.length) return null
  return { filter: { $or: said.map(({ filter }) => filter) }, exact: said.every(({ exact }) => exact) }
}

/** The opposite of a wider filter would be too narrow. */
function opposite(part: Narrowed): Narrowed {
  return part?.exact === true ? exactly({ $nor: [part.filter] }) : null
}
