import type { KeluEvent } from '../../models/event.ts'

/** Callbacks give whole seconds, so the second of `start` belongs to it. */
export function isSince(start: Date, event: KeluEvent): boolean {
  return event.at.getTime() >= Math.floor(start.getTime() / 1_000) * 1_000
}
