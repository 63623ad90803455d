import type { ChannelCodeDefinition } from '../domain/language/channel-code.ts'
import type { Registry } from '../domain/language/registry.ts'
import type { WecomRules } from '../domain/language/settings.ts'

export interface ChannelCodes {
  /** What belongs to a contact code; the default for an unknown or missing state, no welcome and no tags without a default. */
  ofState(state: string | undefined): ChannelCode
}

export type ChannelCode = Pick<ChannelCodeDefinition, 'tags'> &
  Partial<Pick<ChannelCodeDefinition, 'welcome' | 'sourceChannel'>>

/** The contact codes in use at the moment of asking; without a welcome where another system says it. */
export function createChannelCodes(
  registry: Pick<Registry, 'channelCodeFor'>,
  welcomes: () => WecomRules['welcomes'] = () => 'kelu',
): ChannelCodes {
  return {
    ofState(state) {
      const code: ChannelCode = registry.channelCodeFor(state) ?? { tags: [] }
      if (welcomes() === 'kelu') return code
      const { welcome: _, ...rest } = code
      return rest
    },
  }
}
