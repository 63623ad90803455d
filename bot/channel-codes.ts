import type { ChannelCodeDefinition } from '../domain/language/channel-code.ts'
import type { Registry } from '../domain/language/registry.ts'

export interface ChannelCodes {
  /** What belongs to a contact code; the default for an unknown or missing state, no welcome and no tags without a default. */
  ofState(state: string | undefined): ChannelCode
}

export type ChannelCode = Pick<ChannelCodeDefinition, 'tags'> &
  Partial<Pick<ChannelCodeDefinition, 'welcome' | 'sourceChannel'>>

/** The contact codes in use at the moment of asking. */
export function createChannelCodes(registry: Pick<Registry, 'channelCodeFor'>): ChannelCodes {
  return { ofState: (state) => registry.channelCodeFor(state) ?? { tags: [] } }
}
