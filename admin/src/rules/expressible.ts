import { kindOf, type LeafKind, statesOf } from './leaf-kinds.ts'
import { readMoment, readSpan } from './moments.ts'
import { isNode, joinOf, unwrap, type Written } from './tree.ts'
import { type Op, testsOf } from './value-tests.ts'

/**
 * Whether the tree shows all of a rule, so that editing one condition loses nothing of the others. What it cannot show is
 * edited as text. No rule at all is an empty tree.
 */
export function isExpressible(rule: unknown, kinds: readonly LeafKind[]): boolean {
  if (rule === undefined || rule === null) return true
  if (!isNode(rule)) return false
  const { inner } = unwrap(rule)
  if (joinOf(inner) !== null) return isGroup(inner, (entry) => isExpressible(entry, kinds))
  const kind = kindOf(inner)
  return kind !== null && kinds.includes(kind) && isLeaf(inner, kind, kinds)
}

/** The same of what an event must say of itself. */
export function isWhereExpressible(where: unknown, kinds: readonly LeafKind[]): boolean {
  if (where === undefined || where === null) return true
  if (!isNode(where)) return false
  const { inner } = unwrap(where)
  const isShown = (entry: unknown) => isWhereExpressible(entry, kinds)
  if (joinOf(inner) !== null) return isGroup(inner, isShown)
  if ('anyItem' in inner)
    return hasOnly(inner, ['anyItem']) && isNode(inner.anyItem) && isShown(inner.anyItem)
  return typeof inner.prop === 'string' && areTests(inner, ['prop'], kinds)
}

function isGroup(group: Written, isShown: (entry: unknown) => boolean): boolean {
  const join = joinOf(group) ?? 'all'
  return (
    hasOnly(group, [join]) && (group[join] as unknown[]).every((entry) => isNode(entry) && isShown(entry))
  )
}

function isLeaf(leaf: Written, kind: LeafKind, kinds: readonly LeafKind[]): boolean {
  if (typeof leaf[kind] !== 'string') return false
  switch (kind) {
    case 'tag':
    case 'segment':
      return hasOnly(leaf, [kind])
    case 'consent':
    case 'reach':
      return hasOnly(leaf, [kind, 'is']) && (leaf.is === undefined || String(leaf.is) in statesOf[kind])
    case 'event':
      return isCounted(leaf) && isWhereExpressible(leaf.where, kinds)
    default:
      return areTests(leaf, [kind], kinds)
  }
}

const isCounted = (leaf: Written): boolean =>
  hasOnly(leaf, ['event', 'where', 'atLeast', 'atMost', 'never', 'within']) &&
  [leaf.atLeast, leaf.atMost].every((count) => count === undefined || typeof count === 'number') &&
  (leaf.within === undefined || readSpan(leaf.within) !== null)

function areTests(leaf: Written, others: readonly string[], kinds: readonly LeafKind[]): boolean {
  const tests = testsOf(leaf)
  return (
    hasOnly(leaf, [...others, ...tests.map(({ op }) => op)]) &&
    tests.every(({ op, value }) => isShown(op, value, kinds))
  )
}

function isShown(op: Op, value: unknown, kinds: readonly LeafKind[]): boolean {
  switch (op) {
    case 'is':
    case 'isNot':
      return isScalar(value) || isRunValue(value, kinds)
    case 'in':
      return Array.isArray(value) && value.every((each) => ['string', 'number'].includes(typeof each))
    case 'contains':
      return typeof value === 'string'
    case 'exists':
      return typeof value === 'boolean'
    case 'before':
    case 'after':
      return readMoment(value) !== null
    default:
      return typeof value === 'number'
  }
}

const isScalar = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value)

/** `{ entry: orderId }`: only where a run is. */
const isRunValue = (value: unknown, kinds: readonly LeafKind[]): boolean =>
  isNode(value) &&
  (['entry', 'answer'] as const).some(
    (from) => kinds.includes(from) && typeof value[from] === 'string' && hasOnly(value, [from]),
  )

const hasOnly = (node: Written, keys: readonly string[]): boolean =>
  Object.keys(node).every((key) => keys.includes(key))
