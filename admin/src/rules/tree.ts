// A rule in its written form, and what is done to it. Everything gives a new tree; nothing is changed in place.

export type Written = Record<string, unknown>
export type Path = readonly (string | number)[]
export type Join = 'all' | 'any'

/** `all.1.not`: a place, as a key. */
export const keyOf = (path: Path): string => path.join('.')

/** One entry of a group, with what stands around it taken off. */
export interface Unwrapped {
  inner: Written
  isNegated: boolean
}

export function unwrap(node: Written): Unwrapped {
  const inner = node.not
  return isNode(inner) && Object.keys(node).length === 1
    ? { inner, isNegated: true }
    : { inner: node, isNegated: false }
}

export const wrap = ({ inner, isNegated }: Unwrapped): Written => (isNegated ? { not: inner } : inner)

/** How the entries of a group decide; null for a single condition. */
export function joinOf(node: Written): Join | null {
  if (Array.isArray(node.all)) return 'all'
  return Array.isArray(node.any) ? 'any' : null
}

export function entriesOf(node: Written): Written[] {
  const join = joinOf(node)
  return join === null ? [] : (node[join] as unknown[]).filter(isNode)
}

/** The root as a group: a single condition is one of which all must hold. */
export function asGroup(rule: unknown): Written {
  if (!isNode(rule)) return { all: [] }
  return joinOf(rule) === null ? { all: [rule] } : rule
}

/** The same group decided the other way. */
export function joinedBy(node: Written, join: Join): Written {
  return { [join]: entriesOf(node) }
}

export function withEntry(node: Written, at: number, entry: Written): Written {
  return changed(node, (entries) => entries.map((old, place) => (place === at ? entry : old)))
}

export function withoutEntry(node: Written, at: number): Written {
  return changed(node, (entries) => entries.filter((_, place) => place !== at))
}

export function withNew(node: Written, entry: Written): Written {
  return changed(node, (entries) => [...entries, entry])
}

/** One entry at another place of its group. */
export function moved(node: Written, from: number, to: number): Written {
  return changed(node, (entries) => {
    const rest = entries.filter((_, place) => place !== from)
    const entry = entries[from]
    return entry === undefined ? entries : [...rest.slice(0, to), entry, ...rest.slice(to)]
  })
}

function changed(node: Written, change: (entries: Written[]) => Written[]): Written {
  const join = joinOf(node) ?? 'all'
  return { [join]: change(entriesOf(node)) }
}

/** The group as people would write it: a single condition needs none around it. */
export function shortest(group: Written): Written | null {
  const [only, ...others] = entriesOf(group)
  if (only === undefined) return null
  return others.length === 0 && joinOf(unwrap(only).inner) === null ? only : group
}

/** The path of an entry, and of what is inside it. */
export function pathsOf(
  group: Path,
  join: Join,
  at: number,
  { isNegated }: Unwrapped,
): { entry: Path; inner: Path } {
  const entry = [...group, join, at]
  return { entry, inner: isNegated ? [...entry, 'not'] : entry }
}

/** Whether there is a condition at all, and none of the groups is empty. */
export function isComplete(node: Written): boolean {
  const { inner } = unwrap(node)
  if (joinOf(inner) === null) return true
  const entries = entriesOf(inner)
  return entries.length > 0 && entries.every(isComplete)
}

export function isNode(value: unknown): value is Written {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
