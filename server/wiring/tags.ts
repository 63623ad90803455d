import { tagNameInWecom } from '../../channels/wecom/tag-name.ts'
import type { Clock } from '../../domain/clock.ts'
import type { Customers } from '../../domain/customers/contract.ts'
import type { Published } from '../../domain/definitions/published.ts'
import { isSaidIn } from '../../domain/definitions/published-words.ts'
import { rulesInForce } from '../../domain/definitions/rules-in-force.ts'
import type { Log } from '../../domain/log.ts'
import { createTagSync, type TagSync } from '../../domain/tag-sync/create-tag-sync.ts'
import type { Config } from '../config.ts'
import type { Platforms } from './platforms.ts'
import type { Stores } from './stores.ts'

/** The 标签组 in which Kelu makes what WeCom does not have. */
const home = '客旅'

/** Our tags and WeCom's. Without a corp nothing is listened to. */
export function wireTags(deps: {
  config: Pick<Config, 'wecom'>
  stores: Stores
  platforms: Pick<Platforms, 'corpTags' | 'corp' | 'contacts'>
  published: Pick<Published, 'snapshot'>
  customers: Customers
  clock: Clock
  log: Log
}): TagSync {
  const { config, stores, platforms, published, customers, clock, log } = deps
  const tagSync = createTagSync({
    corp: config.wecom?.corpId ?? '',
    stores,
    corpTags: platforms.corpTags,
    reader: platforms.corp,
    contacts: platforms.contacts,
    bearers: stores.tagBearers,
    customers,
    home,
    nameInWecom: tagNameInWecom,
    isForeign: (group) => rulesInForce(published.snapshot()).rules.wecom.foreignTagGroups.includes(group),
    isNamed: (tag) =>
      isSaidIn(published.snapshot().definitions, tag) ||
      isSaidIn(rulesInForce(published.snapshot()).rules.exclude, tag),
    clock,
    log,
  })
  if (config.wecom) customers.listen(tagSync.onEvent, tagSync.wants)
  return tagSync
}
