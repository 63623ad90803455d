import type { Written } from './tree.ts'

/** How often something must have happened. */
export type Bound = 'atLeast' | 'atMost' | 'between' | 'never'

export interface Count {
  least: number
  most: number
}

/** At least once where nothing is written, as the language reads it. */
export function boundOf({ never, atLeast, atMost }: Written): Bound {
  if (never === true || (atMost === 0 && atLeast === undefined)) return 'never'
  if (atMost === undefined) return 'atLeast'
  return atLeast === undefined ? 'atMost' : 'between'
}

export function readCount({ atLeast, atMost }: Written): Count {
  const least = typeof atLeast === 'number' ? atLeast : 1
  return { least, most: typeof atMost === 'number' ? atMost : Math.max(1, least) }
}

/** The same leaf counted that way; the language has one way to write each. */
export function withBound(leaf: Written, bound: Bound, { least, most }: Count): Written {
  const { never: _never, atLeast: _least, atMost: _most, ...rest } = leaf
  switch (bound) {
    case 'never':
      return { ...rest, never: true }
    case 'atLeast':
      return { ...rest, atLeast: least }
    case 'atMost':
      return { ...rest, atMost: most }
    case 'between':
      return { ...rest, atLeast: least, atMost: Math.max(least, most) }
  }
}
