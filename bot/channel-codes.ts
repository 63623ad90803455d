import type { ChannelCodeDefinition } from '../domain/language/channel-code.ts'
import type { ChannelCodes } from './ports.ts'

/** Contact codes by state. Exactly one definition has no state and serves unknown ones; a mistake throws at start. */
export function createChannelCodes(definitions: ChannelCodeDefinition[]): ChannelCodes {
  const byState = new Map<string, ChannelCodeDefinition>()
  const defaults: ChannelCodeDefinition[] = []
  for (const definition of definitions) {
    if (definition.state === undefined) defaults.push(definition)
    else if (byState.has(definition.state)) throw new Error(`two channel codes of state ${definition.state}`)
    else byState.set(definition.state, definition)
  }
  const [fallback] = defaults
  if (!fallback || defaults.length > 1) throw new Error('exactly one channel code must be the default')
  return { ofState: (state) => byState.get(state ?? '') ?? fallback }
}
