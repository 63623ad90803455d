const zone = '+08:00'
const hourMs = 3_600_000

/** `2026-12-01T10:00`, as a field for date and time has it, on the company's clock; empty for no moment. */
export function fieldOfMoment(at: unknown): string {
  const moment = typeof at === 'string' ? new Date(at) : null
  if (moment === null || Number.isNaN(moment.getTime())) return ''
  return new Date(moment.getTime() + 8 * hourMs).toISOString().slice(0, 16)
}

/** The same as it is written in a definition. */
export const momentOfField = (field: string): string => `${field}:00${zone}`
