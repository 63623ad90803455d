import type { Clock } from '../../domain/clock.ts'
import type { Published } from '../../domain/definitions/published.ts'
import { rulesInForce } from '../../domain/definitions/rules-in-force.ts'
import { holdoutPlace } from '../../domain/experiments/experiment.ts'
import { createExperiments } from '../../domain/experiments/experiments.ts'
import { flowLiftOf } from '../../domain/insights/overview/flow-lift.ts'
import { liftOf } from '../../domain/insights/overview/lift.ts'
import { createOverview } from '../../domain/insights/overview/overview.ts'
import type { Scopes } from '../../domain/members/scope.ts'
import { remembered } from '../../domain/remembered.ts'
import type { StaffDirectory } from '../../domain/sales/staff-directory.ts'
import type { createDefinitionNames } from '../../domain/timeline/definition-names.ts'
import type { Connection } from '../../models/connect.ts'
import { createExperimentReader } from '../../models/experiment-reader.ts'
import type { StaffFigureStore } from '../../models/staff-figures.ts'
import { createOverviewHandlers } from '../admin-api/overview/handlers.ts'
import type { Stores } from './stores.ts'

/** What hold-outs say is days old anyway; real time for which it is given again. */
const liftKeptMs = 10 * 60_000

/** 总览. */
export function wireOverview(deps: {
  rollups: Parameters<typeof createOverview>[0]
  stores: Stores
  connection: Connection
  /** The corp whose contacts are read; absent without WeCom. */
  corp: string | undefined
  published: Pick<Published, 'refresh' | 'version' | 'numbersOf' | 'snapshot'>
  staffFigures: Pick<StaffFigureStore, 'between'>
  directory: Pick<StaffDirectory, 'all'>
  scopes: Pick<Scopes, 'storesOf'>
  definitionNames: ReturnType<typeof createDefinitionNames>
  clock: Clock
}) {
  const { rollups, stores, connection, corp, published, clock } = deps
  const rules = () => rulesInForce(published.snapshot()).rules
  const experiments = createExperiments({
    ...{ published, clock, keepMs: liftKeptMs },
    reader: createExperimentReader(connection),
  })

  async function lift() {
    const found = (await experiments.list()).filter(({ experiment }) => experiment.place === holdoutPlace)
    const all = []
    // One after the other: each reads through the people of a flow.
    for (const { experiment } of found) all.push({ experiment, reading: await experiments.read(experiment) })
    return { ...liftOf(all), byFlow: all.map(({ experiment, reading }) => flowLiftOf(experiment, reading)) }
  }

  async function rounds() {
    const [contacts, traits, figures, { report: attribution = null }, bills] = await Promise.all([
      corp === undefined ? null : stores.contactSyncs.find(corp),
      stores.traitChecks.lastReport(),
      stores.recounts.lastReport(),
      stores.attributionRounds.last(),
      stores.reconciledDays.lastDone(),
    ])
    return { contacts: contacts?.reports[0] ?? null, traits, figures, attribution, bills }
  }

  return createOverviewHandlers({
    ...deps,
    overview: createOverview({ ...rollups, leads: () => rules().leads }),
    stores: stores.retailStores,
    customers: stores.customers,
    figures: deps.staffFigures,
    segments: () => published.snapshot().registry.segments,
    lift: remembered(liftKeptMs, lift),
    ...{ rounds, rules, clock },
  })
}
