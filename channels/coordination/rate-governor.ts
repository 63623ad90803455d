/** At most `most` permits in any `windowMs`, counted under `name` by all processes together. */
export interface Limit {
  name: string
  most: number
  /** A multiple of 60 ms; the count is kept in sixtieths of it. */
  windowMs: number
}

export type Permit =
  | { kind: 'go' }
  /** No permit was taken from any limit. `code` names what stood in the way: `limit.<name>` or `coordination.unavailable`. */
  | { kind: 'retryLater'; afterMs: number; code: string }

/** Keeps us below the platforms' limits before they say so. Windows follow the business clock. */
export interface RateGovernor {
  /** Takes one permit from each limit, or from none. */
  take(limits: readonly Limit[]): Promise<Permit>
  /** Gives nobody a permit under this name for that long: the platform has said stop. Holds only grow. */
  hold(name: string, forMs: number): Promise<void>
}
