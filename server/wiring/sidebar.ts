import type { Clock } from '../../domain/clock.ts'
import type { Coupons } from '../../domain/coupons/contract.ts'
import type { Customers } from '../../domain/customers/contract.ts'
import type { Published } from '../../domain/definitions/published.ts'
import { createDoNotDisturb } from '../../domain/explanations/do-not-disturb.ts'
import { createCatalog } from '../../domain/journeys/catalog.ts'
import { createHolds } from '../../domain/journeys/holds.ts'
import type { Outreach } from '../../domain/outreach/contract.ts'
import type { Outlook } from '../../domain/outreach/create-outreach.ts'
import type { Sales } from '../../domain/sales/contract.ts'
import type { StaffDirectory } from '../../domain/sales/staff-directory.ts'
import { createTaskFacts } from '../../domain/sales/task-facts.ts'
import { createWriteParts } from '../../domain/sidebar/chat-parts.ts'
import { createLatestReaders } from '../../domain/sidebar/latest-readers.ts'
import { createSidebar } from '../../domain/sidebar/sidebar.ts'
import { createTrackWords } from '../../domain/sidebar/tracked-words.ts'
import { createSidebarView } from '../../domain/sidebar/view.ts'
import { createFindFor } from '../../domain/sidebar/who-may.ts'
import type { TagSync } from '../../domain/tag-sync/create-tag-sync.ts'
import { createTimeline } from '../../domain/timeline/create-timeline.ts'
import { createDefinitionNames } from '../../domain/timeline/definition-names.ts'
import { createTagOrigins } from '../../domain/timeline/tag-origins.ts'
import type { Routes } from '../../http/router.ts'
import type { Connection } from '../../models/connect.ts'
import { createTimelineReader } from '../../models/customer-timeline.ts'
import { createRunFigures } from '../../models/run-figures.ts'
import { ownersBy } from '../admin-api/customers/owners.ts'
import type { Config } from '../config.ts'
import { createSidebarRouter } from '../http/sidebar/router.ts'
import type { wireMembers } from './members.ts'
import type { Platforms } from './platforms.ts'
import type { Stores } from './stores.ts'

/** What salespeople have beside a chat; null without WeCom. */
export function wireSidebar(deps: {
  config: Pick<Config, 'publicUrl' | 'wecom'>
  connection: Connection
  stores: Stores
  platforms: Pick<Platforms, 'staffLogin' | 'pageSigner' | 'friendRemarks'>
  published: Published
  customers: Customers
  coupons: Pick<Coupons, 'of'>
  sales: Sales
  directory: Pick<StaffDirectory, 'nameOf'>
  outreach: Pick<Outreach, 'materialLink'> & Pick<Outlook, 'preview'>
  tagSync: Pick<TagSync, 'groups'>
  ground: Pick<ReturnType<typeof wireMembers>, 'auditLog' | 'scopes'>
  clock: Clock
}): Routes | null {
  const { config, connection, stores, platforms, published, customers, sales, directory, clock } = deps
  const { staffLogin: login, pageSigner: signer, friendRemarks: remarks } = platforms
  if (!config.wecom || !login || !signer || !remarks) return null
  const corp = config.wecom.corpId
  const publicUrl = config.publicUrl.replace(/\/+$/, '')
  const reader = createTimelineReader(connection)
  const runs = createRunFigures(connection)
  const holds = createHolds({
    registry: published.registry,
    headOf: (kind, id) => published.snapshot().headOf(kind, id),
  })
  const catalog = createCatalog({ published, runs: stores.runs, holds, clock })

  const view = createSidebarView({
    customers,
    corp,
    factsOf: createTaskFacts(deps),
    sales,
    timeline: createTimeline({ reader, published, staffName: directory.nameOf }),
    tagsOf: createTagOrigins({ reader, published, memberName: directory.nameOf }),
    runsOf: runs.ofCustomers,
    doNotDisturb: createDoNotDisturb({ touches: reader, runs, published, catalog }),
    definitionNames: createDefinitionNames(published),
    readersOf: createLatestReaders({ readings: stores.materialReadings, customers }),
    ownerOf: async (userid) => (await ownersBy([userid], stores))(userid),
    published,
    writeParts: createWriteParts({ preview: deps.outreach.preview, publicUrl }),
    clock,
  })
  const sidebar = createSidebar({
    customers,
    corp,
    findFor: createFindFor({ customers, corp, memberOf: stores.members.findByUserid, ...deps.ground }),
    view,
    trackWords: createTrackWords({ materialLink: deps.outreach.materialLink, published, publicUrl }),
    remarks,
    auditLog: deps.ground.auditLog,
    clock,
  })
  return createSidebarRouter({
    sidebar,
    signer,
    login,
    sales,
    sessions: stores.sessions,
    staffName: directory.nameOf,
    knownTags: async () => {
      const groups = await deps.tagSync.groups()
      return groups.flatMap(({ tags, goneAt }) =>
        goneAt ? [] : tags.flatMap((tag) => (tag.goneAt ? [] : [tag.tag])),
      )
    },
    clock,
    publicUrl,
  })
}
