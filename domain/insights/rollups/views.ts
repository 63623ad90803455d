import { type Dimension, type Dims, dimensions } from './dimensions.ts'

const common = ['flow', 'holdout', 'channel', 'reason'] as const satisfies readonly Dimension[]

interface View {
  /** What a document is of; absent = there is one of the whole day. */
  place?: Dimension
  dims: readonly Dimension[]
  /** Summed from the rows by segment, and all others from those without. */
  isBySegment?: true
}

/** By what days are summed: what pages ask of long periods. What none of them tells apart is read from the hours. */
export const views = {
  all: { dims: common },
  region: { place: 'region', dims: [...common, 'region'] },
  store: { place: 'store', dims: [...common, 'store', 'region'] },
  segment: { place: 'segment', dims: [...common, 'store', 'segment'], isBySegment: true },
} as const satisfies Record<string, View>

export type ViewName = keyof typeof views
export const viewNames = Object.keys(views) as ViewName[]
export const viewOf = (name: ViewName): View => views[name]

/** The view that can tell these apart with the least to read; null = none can. `fixed` is what one value is asked of. */
export function viewFor(asked: Iterable<string>, fixed: ReadonlySet<string>): ViewName | null {
  const wanted = [...asked].filter((name) => (dimensions as readonly string[]).includes(name))
  const able = viewNames.filter(
    (name) =>
      wanted.includes('segment') === (viewOf(name).isBySegment === true) &&
      wanted.every((dimension) => (viewOf(name).dims as readonly string[]).includes(dimension)),
  )
  const narrow = able.find((name) => fixed.has(viewOf(name).place ?? ''))
  return narrow ?? able[0] ?? null
}

/** Of these dimensions only those of the view, in one order. */
export function seenBy(view: ViewName, dims: Dims): Dims {
  const seen: Partial<Record<Dimension, string>> = {}
  for (const name of dimensions) {
    const value = dims[name]
    if (value !== undefined && viewOf(view).dims.includes(name)) seen[name] = value
  }
  return seen
}

/** What a document is of where nothing is known of the place. */
export const nowhere = ''

export function placeOf(view: ViewName, dims: Dims): string {
  const { place } = viewOf(view)
  return place === undefined ? nowhere : (dims[place] ?? nowhere)
}
