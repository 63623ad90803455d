import {
  Document,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type Scalar,
  stringify,
  YAMLMap,
} from 'yaml'

/** A definition as it is written, without its layout: what forms edit. */
export type Structure = Record<string, unknown>

type BlockPair = Pair<Scalar, Node | null>

/** What a text says, whether it is right or not; null when it cannot be read, or is not one definition. */
export function structureOf(text: string): Structure | null {
  const document = parseDocument(text, { prettyErrors: false })
  if (document.errors.length > 0 || !isMap(document.contents)) return null
  try {
    return document.toJS() as Structure
  } catch {
    // An alias that names nothing.
    return null
  }
}

/**
 * The text with this structure in it: what did not change keeps its words, comments and layout, so that a version differs from
 * the one before only where somebody changed something. A text that cannot be read is written anew.
 */
export function writeInto(text: string, structure: Structure): string {
  const anew = stringify(structure, { lineWidth: 0 })
  const document = parseDocument(text, { prettyErrors: false })
  const root = document.contents
  if (document.errors.length > 0 || !isMap(root) || root.flow || root.items.length === 0) return anew
  try {
    const blocks = new Blocks(text, document)
    const merged = blocks.write(root, structure, { from: 0, to: text.length, indent: 0 })
    return same(structureOf(merged), structure) ? merged : anew
  } catch {
    // An anchor went away that is still named somewhere.
    return anew
  }
}

interface Region {
  from: number
  to: number
  indent: number
}

/** Puts values into block maps pair by pair: a pair that says the same is copied as it stands. */
class Blocks {
  constructor(
    private readonly text: string,
    private readonly document: Document,
  ) {}

  write(map: YAMLMap, value: Structure, { from, to, indent }: Region): string {
    const pairs = map.items as BlockPair[]
    const starts = pairs.map((pair, at) => {
      const before = pairs[at - 1]
      return this.startOf(pair, before ? this.endOf(before) : from)
    })
    const written = Object.entries(value).map(([key, wanted]) => {
      const at = pairs.findIndex((pair) => String(pair.key.value) === key)
      const pair = pairs[at]
      if (pair === undefined) return this.render(key, this.document.createNode(wanted), indent)
      return this.pair(pair, wanted, { from: starts[at] ?? from, to: starts[at + 1] ?? to, indent })
    })
    return written.map((part) => (part === '' || part.endsWith('\n') ? part : `${part}\n`)).join('')
  }

  private pair(pair: BlockPair, wanted: unknown, { from, to, indent }: Region): string {
    const { key, value } = pair
    if (same(value?.toJS(this.document), wanted)) return this.text.slice(from, to)
    if (isMap(value) && !value.flow && isStructure(wanted) && Object.keys(wanted).length > 0) {
      const first = value.items[0] as BlockPair
      const inside = this.lineAfter(key.range?.[1] ?? from)
      const deeper = (first.key.range?.[0] ?? 0) - this.lineOf(first.key.range?.[0] ?? 0)
      return this.text.slice(from, inside) + this.write(value, wanted, { from: inside, to, indent: deeper })
    }
    const above = this.text.slice(from, this.lineOf(key.range?.[0] ?? from))
    const below = this.text.slice(this.endOf(pair), to)
    return above + this.render(String(key.value), this.merged(value, wanted), indent) + below
  }

  private render(key: string, value: unknown, indent: number): string {
    const one = new Document({})
    const map = new YAMLMap()
    map.items = [one.createPair(key, undefined)]
    ;(map.items[0] as { value: unknown }).value = value
    one.contents = map as never
    const pad = ' '.repeat(indent)
    return one.toString({ lineWidth: 0 }).replace(/^(?=.)/gm, pad)
  }

  /** The node with another value: what of it stays the same keeps its comments. */
  private merged(node: Node | null, wanted: unknown): unknown {
    if (node && same(node.toJS(this.document), wanted)) return node
    if (isMap(node) && isStructure(wanted)) {
      const pairs = node.items as BlockPair[]
      node.items = Object.entries(wanted).map(([key, each]) => {
        const pair = pairs.find((one) => String(one.key.value) === key)
        if (pair === undefined) return this.document.createPair(key, each)
        pair.value = this.merged(pair.value, each) as Node
        return pair
      })
      return node
    }
    if (isSeq(node) && Array.isArray(wanted)) {
      const items = node.items as Node[]
      const known = (each: unknown, at: number) =>
        items.find((item) => isNode(item) && same(item.toJS(this.document), each)) ??
        (items.length === wanted.length ? items[at] : undefined) ??
        null
      node.items = wanted.map((each, at) => this.merged(known(each, at), each))
      return node
    }
    const fresh = this.document.createNode(wanted) as Node
    if (isScalar(node)) fresh.comment = node.comment
    return fresh
  }

  /** Where a pair begins, with the lines of comments above it that are its own. */
  private startOf({ key }: BlockPair, floor: number): number {
    let start = this.lineOf(key.range?.[0] ?? 0)
    while (start > floor) {
      const above = this.lineOf(start - 1)
      if (above < floor || !/^\s*(#.*)?$/.test(this.text.slice(above, start - 1))) break
      start = above
    }
    return start
  }

  private endOf(pair: BlockPair): number {
    const end = pair.value?.range?.[1] ?? pair.key.range?.[1] ?? 0
    // A block ends where the next line begins already.
    return isCollection(pair.value) || this.text[end - 1] === '\n'
      ? this.startOfNext(end)
      : this.lineAfter(end)
  }

  private startOfNext(end: number): number {
    return end === this.lineOf(end) ? end : this.lineAfter(end)
  }

  private lineOf(offset: number): number {
    // Asked for what is before the text, it looks at its first character.
    return offset === 0 ? 0 : this.text.lastIndexOf('\n', offset - 1) + 1
  }

  private lineAfter(offset: number): number {
    const end = this.text.indexOf('\n', offset)
    return end < 0 ? this.text.length : end + 1
  }
}

function isStructure(value: unknown): value is Structure {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The order of keys counts: the first step is the one people enter at. */
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
