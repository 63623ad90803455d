/** The later of a date trait and another time. */
export function laterOf(known: unknown, at: Date): Date {
  return known instanceof Date && known > at ? known : at
}
