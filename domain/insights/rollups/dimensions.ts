/** By what figures can be told apart. */
export const dimensions = [
  'flow',
  /** The version a run is on, or ended on; of a message that it was on when the step began. */
  'version',
  'step',
  /** The arms of all splits it went through: `<step>=<arm>`, by step, joined by `;`. */
  'arm',
  /** `yes` for those drawn for comparison; absent for the others, who are what is counted where nobody asks. */
  'holdout',
  'channel',
  'message',
  'reason',
  /** How the customer came, their 门店 and their region, as they were known at that moment. */
  'source',
  'store',
  'region',
  /** Live segments (人群包) the customer was in when their run or message began: none, or several at once (`by-segment.ts`). */
  'segment',
] as const
export type Dimension = (typeof dimensions)[number]

export type Dims = Readonly<Partial<Record<Dimension, string>>>

/** The dimensions of something, in one order, without those nothing is known of. */
export function dimsOf(known: { readonly [Name in Dimension]?: string | null | undefined }): Dims {
  const dims: Partial<Record<Dimension, string>> = {}
  for (const name of dimensions) {
    const value = known[name]
    if (value !== undefined && value !== null && value !== '') dims[name] = value
  }
  return dims
}

/** Two rows are one when this is the same. */
export const dimsKey = (dims: Dims): string => JSON.stringify(dims)

/** `<step>=<arm>` of each split, by step. */
export function armOf(arms: Readonly<Record<string, string>> | undefined): string | undefined {
  const all = Object.entries(arms ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
  return all.length === 0 ? undefined : all.map(([step, arm]) => `${step}=${arm}`).join(';')
}
