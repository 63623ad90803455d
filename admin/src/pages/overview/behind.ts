import type { FigureName } from './overview-words.ts'

/** A figure whose records are asked for: of all that is looked at, or of one flow or 门店 of it. */
export interface Behind {
  figure: FigureName
  title: string
  flow?: string
  store?: string
}
