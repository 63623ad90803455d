import type { ChannelCodeDefinition } from '../domain/language/channel-code.ts'

export interface ChannelCodes {
  /** What belongs to a contact code; the default for an unknown or missing state, no welcome and no tags without a default. */
  ofState(state: string | undefined): ChannelCode
}

export type ChannelCode = Pick<ChannelCodeDefinition, 'tags'> &
  Partial<Pick<ChannelCodeDefinition, 'welcome' | 'sourceChannel'>>

/** Contact codes by state; the loader sees to it that no state, and no default, is there twice. */
export function createChannelCodes(definitions: readonly ChannelCodeDefinition[]): ChannelCodes {
  const byState = new Map(definitions.map((definition) => [definition.state, definition]))
  const fallback: ChannelCode = byState.get(undefined) ?? { tags: [] }
  return { ofState: (state) => byState.get(state) ?? fallback }
}
