import { structureOf } from '../../../domain/definitions/written-text.ts'
import type { Source } from '../../../domain/language/load.ts'

export interface Starter {
  id: string
  name: string
  note: string | null
  text: string
}

/** Journeys among files, each to begin a new one from. */
export function startersIn(sources: readonly Source[]): Starter[] {
  return sources.flatMap((source): Starter[] => {
    if ('closed' in source) return []
    const text = 'text' in source ? source.text : new TextDecoder().decode(source.bytes)
    const { journey, name, note } = structureOf(text) ?? {}
    if (typeof journey !== 'string' || typeof name !== 'string') return []
    return [{ id: journey, name, note: typeof note === 'string' ? note : null, text }]
  })
}
