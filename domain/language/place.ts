import { isMap, isScalar, isSeq, type Pair, type ParsedNode } from 'yaml'

/**
 * Offset in the text of what a path leads to: its value, or its key when that is asked for or the value is a block of its
 * own lines. A path that leads nowhere (something is missing) gives the deepest part that is there.
 */
export function placeOf(root: ParsedNode | null, path: PropertyKey[], { atKey }: { atKey: boolean }): number {
  let node: ParsedNode | null = root
  let place = root?.range[0] ?? 0
  for (const [at, part] of path.entries()) {
    if (isMap(node)) {
      const pair: Pair<ParsedNode, ParsedNode | null> | undefined = node.items.find(
        ({ key }) => isScalar(key) && String(key.value) === String(part),
      )
      if (pair === undefined) return place
      const value: ParsedNode | null = pair.value
      const last = at === path.length - 1
      const block = (isMap(value) || isSeq(value)) && value.flow !== true
      place = value === null || block || (last && atKey) ? pair.key.range[0] : value.range[0]
      node = value
    } else if (isSeq(node) && typeof part === 'number') {
      const item: ParsedNode | undefined = node.items[part]
      if (item === undefined) return place
      node = item
      place = item.range[0]
    } else return place
  }
  return place
}
