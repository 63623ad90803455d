import type { createOperatorAlerts } from '../../channels/operator-alerts.ts'
import { followersIn } from '../../domain/outreach/group-sends/followers.ts'
import type { GroupSendDeps } from '../../domain/outreach/group-sends/group-send-deps.ts'
import { remembered } from '../../domain/remembered.ts'
import { rosterOf } from '../../domain/sales/roster.ts'
import type { StaffDirectory } from '../../domain/sales/staff-directory.ts'
import type { Config } from '../config.ts'
import { groupSendsPath } from '../http/task-page/present-group-sends.ts'
import type { Platforms } from './platforms.ts'
import type { Stores } from './stores.ts'

/** Real time: whoever goes on leave is asked for nothing new within it. */
const directoryMs = 1_000

/** Who is asked to confirm group-sends, and by what; nothing where there is no WeCom. */
export function wireGroupSends(deps: {
  config: Config
  stores: Stores
  platforms: Platforms
  directory: StaffDirectory
  alerts: ReturnType<typeof createOperatorAlerts>
}): { groupSends?: GroupSendDeps } {
  const { config, stores, platforms, directory, alerts } = deps
  if (!config.wecom || !platforms.groupMessages) return {}
  const { corpId: corp } = config.wecom
  const roster = rosterOf({ all: remembered(directoryMs, directory.all), hoursOf: directory.hoursOf })
  return {
    groupSends: {
      stores,
      platform: platforms.groupMessages,
      corp,
      sendersOf: followersIn(corp),
      roster: {
        // Whoever hands over what they have is asked for nothing new.
        worksOn: async (userid, at) =>
          (await roster.worksOn(userid, at)) && !(await stores.handOvers.isGiving(userid)),
      },
      notify: alerts.messenger(platforms.messenger).sendText,
      staffName: directory.nameOf,
      pageFor: () => `${config.publicUrl}${groupSendsPath}`,
    },
  }
}
