/** The business clock: due times, leases, quiet hours, caps and platform expiries read it, never `Date.now()`. */
export interface Clock {
  now(): Date
}
