import { entriesOf, isNode, joinOf } from '../../../rules/tree.ts'
import { part, type Written } from './read.ts'

type Rules = Record<string, Written>

/** Kelu's own, by which settings go that say nothing of it. */
const kelusOwn: Rules = {
  投诉处理中: { trait: 'openComplaints', exists: true },
  退款处理中: { trait: 'refundingOrders', exists: true },
  员工: { tag: '员工' },
  分销商: { tag: '分销商' },
  勿扰: { tag: '勿扰' },
}

/** Who is excluded, by name. */
export function rulesIn(written: Written): Rules {
  if (written.exclude === undefined) return kelusOwn
  const found = Object.entries(part(written, 'exclude'))
  return Object.fromEntries(found.map(([name, rule]) => [name, isNode(rule) ? rule : {}]))
}

/** A single condition stands by itself, as people write it; the tree gives a group of one. */
export function ruleOf(tree: Written): Written {
  const entries = entriesOf(tree)
  const [only] = entries
  return joinOf(tree) !== null && entries.length === 1 && only ? only : tree
}

/** What is wrong with a rule, by its place in the tree that shows it. */
export function ruleFaultsAt(
  name: string,
  faults: readonly { path: string; sentence: string }[],
): Map<string, string> {
  const root = `exclude.${name}`
  const found = new Map<string, string>()
  for (const { path, sentence } of faults) {
    if (path !== root && !path.startsWith(`${root}.`)) continue
    const inner = path.slice(root.length + 1)
    const isGroup = /^(all|any)(\.|$)/.test(inner)
    const key = isGroup ? inner : ['all', '0', ...(inner === '' ? [] : [inner])].join('.')
    if (!found.has(key)) found.set(key, sentence)
  }
  return found
}
