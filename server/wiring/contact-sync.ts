import { channelCodeOf } from '../../bot/channel-codes.ts'
import { inboxIdOf } from '../../bot/inbox-id.ts'
import type { Clock } from '../../domain/clock.ts'
import { createContactSync } from '../../domain/contact-sync/contact-sync.ts'
import type { ContactSync } from '../../domain/contact-sync/contract.ts'
import { createFindEnded } from '../../domain/contact-sync/find-ended.ts'
import type { Told } from '../../domain/contact-sync/ports.ts'
import { createRenameStaff } from '../../domain/contact-sync/rename-staff.ts'
import { createStaffSync } from '../../domain/contact-sync/staff-sync.ts'
import { createTakeFriends } from '../../domain/contact-sync/take-friends.ts'
import { createTakePair } from '../../domain/contact-sync/take-pair.ts'
import type { Customers } from '../../domain/customers/contract.ts'
import type { Published } from '../../domain/definitions/published.ts'
import { DomainError } from '../../domain/errors.ts'
import type { Journeys } from '../../domain/journeys/contract.ts'
import type { Log } from '../../domain/log.ts'
import type { TagSync } from '../../domain/tag-sync/create-tag-sync.ts'
import type { Config } from '../config.ts'
import type { Platforms } from './platforms.ts'
import type { Stores } from './stores.ts'

/** When WeCom is asked for its tags again. */
const tagsAgainMs = 30_000

/** Staff and friends as WeCom has them; null where there is no WeCom. */
export function wireContactSync(deps: {
  config: Pick<Config, 'wecom'>
  stores: Stores
  platforms: Pick<Platforms, 'corp' | 'contacts'>
  published: Pick<Published, 'registry'>
  customers: Customers
  journeys: Pick<Journeys, 'segmentsOf' | 'settleLearnt'>
  tagSync: Pick<TagSync, 'readTags' | 'reconciliation'>
  clock: Clock
  log: Log
}): ContactSync | null {
  const { config, stores, platforms, published, customers, journeys, clock, log } = deps
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
      ...{ corp, customers, clock },
      contacts: platforms.contacts,
    }),
    tags: deps.tagSync.reconciliation,
    tagsOf: () => toldOf(deps.tagSync.readTags),
    clock,
    log,
  })
}

/** What a call that throws when WeCom could not be asked comes to. */
async function toldOf<T>(ask: () => Promise<T>): Promise<Told<T>> {
  try {
    return { kind: 'told', value: await ask() }
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'platform.unavailable') throw error
    return { kind: 'later', afterMs: tagsAgainMs, code: String(error.data.code ?? 'unavailable') }
  }
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
