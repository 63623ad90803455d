import { channelCodeOf } from '../../bot/channel-codes.ts'
import { inboxIdOf } from '../../bot/inbox-id.ts'
import type { Clock } from '../../domain/clock.ts'
import { createContactSync } from '../../domain/contact-sync/contact-sync.ts'
import type { ContactSync } from '../../domain/contact-sync/contract.ts'
import { createFindEnded } from '../../domain/contact-sync/find-ended.ts'
import { createRenameStaff } from '../../domain/contact-sync/rename-staff.ts'
import { createStaffSync } from '../../domain/contact-sync/staff-sync.ts'
import { createTakeFriends } from '../../domain/contact-sync/take-friends.ts'
import { createTakePair } from '../../domain/contact-sync/take-pair.ts'
import type { Customers } from '../../domain/customers/contract.ts'
import type { Published } from '../../domain/definitions/published.ts'
import type { Journeys } from '../../domain/journeys/contract.ts'
import type { Log } from '../../domain/log.ts'
import type { Config } from '../config.ts'
import { corpTagGroup, type Platforms } from './platforms.ts'
import type { Stores } from './stores.ts'

/** Staff and friends as WeCom has them; null where there is no WeCom. */
export function wireContactSync(deps: {
  config: Pick<Config, 'wecom'>
  stores: Stores
  platforms: Pick<Platforms, 'corp' | 'contacts'>
  published: Pick<Published, 'registry'>
  customers: Customers
  journeys: Pick<Journeys, 'segmentsOf' | 'settleLearnt'>
  /** Tag groups of another system. */
  foreignTagGroups: () => readonly string[]
  clock: Clock
  log: Log
}): ContactSync | null {
  const { config, stores, platforms, published, customers, journeys, clock, log } = deps
  const foreignTagGroups = () => [corpTagGroup, ...deps.foreignTagGroups()]
  const reader = platforms.corp
  if (config.wecom === null || reader === null) return null
  const corp = config.wecom.corpId
  return createContactSync({
    corp,
    reader,
    store: stores.contactSyncs,
    stores,
    staffSync: createStaffSync({ corp, reader, stores, clock, log }),
    takeFriends: createTakeFriends({
      customers,
      identities: stores.identities,
      journeys,
      addedId: (pair) => addedId(corp, pair),
      log,
    }),
    findEnded: createFindEnded({ corp, reader, friends: stores.friends, customers }),
    channelOf: channelCodeOf({ registry: published.registry, clock }),
    rename: createRenameStaff({ corp, stores, customers }),
    takePair: createTakePair({
      ...{ corp, reader, customers, foreignTagGroups, clock },
      contacts: platforms.contacts,
    }),
    foreignTagGroups,
    clock,
    log,
  })
}

/** That of the callback which tells of a friendship: coming late, it is no second one. */
function addedId(corp: string, pair: { staff: string; externalUserid: string; since: Date }): string {
  return inboxIdOf({
    ToUserName: corp,
    CreateTime: Math.floor(pair.since.getTime() / 1_000),
    MsgType: 'event',
    Event: 'change_external_contact',
    ChangeType: 'add_external_contact',
    UserID: pair.staff,
    ExternalUserID: pair.externalUserid,
  })
}
