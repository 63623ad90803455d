import { ulid } from 'ulid'
import { createProgress } from '../../domain/broadcasts/progress.ts'
import { createBroadcastsAmong } from '../../domain/campaigns/broadcasts-among.ts'
import { createCampaigns } from '../../domain/campaigns/campaigns.ts'
import { createCount } from '../../domain/campaigns/count.ts'
import { createKeepFigures } from '../../domain/campaigns/keep-figures.ts'
import { createCampaignLists } from '../../domain/campaigns/lists.ts'
import type { Clock } from '../../domain/clock.ts'
import type { Customers } from '../../domain/customers/contract.ts'
import { rulesInForce } from '../../domain/definitions/rules-in-force.ts'
import type { Announce } from '../../domain/live.ts'
import type { Log } from '../../domain/log.ts'
import { createRunFigures } from '../../models/run-figures.ts'
import { createTouchFigures } from '../../models/touch-figures.ts'
import { createFlowNames } from '../admin-api/campaigns/flow-names.ts'
import { createCampaignHandlers } from '../admin-api/campaigns/handlers.ts'
import { createLook } from '../admin-api/definitions/look.ts'
import { createDefinitionsGround } from './definitions-api.ts'
import type { Stores } from './stores.ts'

type Deps = Pick<Parameters<typeof createDefinitionsGround>[0], 'published' | 'clock' | 'realClock'> & {
  stores: Pick<Stores, 'campaigns' | 'campaignReader' | 'definitions'>
  customers: Pick<Customers, 'findMany' | 'masked'>
}

/** What counts campaigns, beside the pages. */
export function wireCampaignCounts(deps: Deps & { announce: Announce; log: Log; realClock: Clock }) {
  const { stores, customers, published } = deps
  return createKeepFigures({
    ...deps,
    store: stores.campaigns,
    count: createCount({
      reader: stores.campaignReader,
      customers,
      broadcastsAmong: createBroadcastsAmong({
        snapshot: published.snapshot,
        versions: stores.definitions.versions,
      }),
    }),
  })
}

/** 营销活动 as people plan and watch them. */
export function wireCampaignsApi(
  deps: Deps & Parameters<typeof createDefinitionsGround>[0] & { stores: Stores; announce: Announce },
) {
  const { stores, customers, published, clock, auditLog, announce } = deps
  const progressOf = createProgress({
    numbersOf: published.numbersOf,
    runFigures: createRunFigures(deps.connection),
    touchFigures: createTouchFigures(deps.connection),
    realClock: deps.realClock,
  })
  return {
    campaigns: createCampaignHandlers({
      campaigns: createCampaigns({ store: stores.campaigns, newId: () => ulid(), announce, clock }),
      store: stores.campaigns,
      lists: createCampaignLists({ reader: stores.campaignReader, customers }),
      flows: createFlowNames(createLook(createDefinitionsGround(deps)), progressOf),
      customers,
      prices: () => rulesInForce(published.snapshot()).rules.costs,
      auditLog,
      clock,
    }),
  }
}
