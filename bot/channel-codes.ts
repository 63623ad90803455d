import type { ChannelCodeDefinition } from '../domain/language/channel-code.ts'
import type { ChannelCode, ChannelCodes } from './ports.ts'

/** Contact codes by state; the loader sees to it that no state, and no default, is there twice. */
export function createChannelCodes(definitions: readonly ChannelCodeDefinition[]): ChannelCodes {
  const byState = new Map(definitions.map((definition) => [definition.state, definition]))
  const fallback: ChannelCode = byState.get(undefined) ?? { tags: [] }
  return { ofState: (state) => byState.get(state) ?? fallback }
}
