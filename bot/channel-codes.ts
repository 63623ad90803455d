import type { Clock } from '../domain/clock.ts'
import type { ChannelCodeDefinition } from '../domain/language/channel-code.ts'
import type { Registry } from '../domain/language/registry.ts'
import type { WecomRules } from '../domain/language/settings.ts'
import { isoDay } from '../domain/local-time.ts'
import type { StaffDirectory } from '../domain/sales/staff-directory.ts'
import { isWorking } from '../domain/sales/working-hours.ts'

export interface ChannelCodes {
  /**
   * What belongs to a contact code; the default for an unknown, missing or expired state, no welcome and no tags without a
   * default.
   */
  ofState(state: string | undefined): ChannelCode
  /** Message a new friend of this member is welcomed with: another one outside of their working hours, where the code has it. */
  welcomeOf(state: string | undefined, staff: string): Promise<string | undefined>
}

export type ChannelCode = Pick<ChannelCodeDefinition, 'tags'> &
  Partial<Pick<ChannelCodeDefinition, 'welcome' | 'welcomeAfterHours' | 'sourceChannel' | 'remark'>>

/** What belongs to the state of a contact code at the moment of asking. */
export function channelCodeOf(deps: {
  registry: Pick<Registry, 'channelCodeFor'>
  clock: Clock
}): (state: string | undefined) => ChannelCode {
  const { registry, clock } = deps
  return (state) => {
    const code = registry.channelCodeFor(state)
    const isOver = code?.until !== undefined && isoDay(clock.now()) > code.until
    return (isOver ? registry.channelCodeFor(undefined) : code) ?? { tags: [] }
  }
}

/** The contact codes in use; without a welcome where another system says it. */
export function createChannelCodes(deps: {
  registry: Pick<Registry, 'channelCodeFor'>
  directory: Pick<StaffDirectory, 'hoursOf'>
  /** Who says the welcome; Kelu unless told otherwise. */
  welcomes?: () => WecomRules['welcomes']
  clock: Clock
}): ChannelCodes {
  const { directory, welcomes = () => 'kelu', clock } = deps
  const ofState = channelCodeOf(deps)

  return {
    ofState,
    async welcomeOf(state, staff) {
      const { welcome, welcomeAfterHours } = ofState(state)
      if (welcomes() !== 'kelu') return undefined
      if (welcomeAfterHours === undefined) return welcome
      return isWorking(clock.now(), await directory.hoursOf(staff)) ? welcome : welcomeAfterHours
    },
  }
}
