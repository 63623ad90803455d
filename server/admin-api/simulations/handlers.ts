import type { StoresOfPeople } from '../../../domain/broadcasts/stores-of-people.ts'
import type { Clock } from '../../../domain/clock.ts'
import type { Customers } from '../../../domain/customers/contract.ts'
import { hashOf } from '../../../domain/definitions/keep-version.ts'
import { partsOf } from '../../../domain/definitions/keys.ts'
import type { Published } from '../../../domain/definitions/published.ts'
import type { AuditLog } from '../../../domain/members/audit-log.ts'
import type { StaffDirectory } from '../../../domain/sales/staff-directory.ts'
import { mostKept } from '../../../domain/simulation/samples.ts'
import type { DraftStore } from '../../../models/drafts.ts'
import type { Simulation } from '../../../models/simulations.ts'
import type { Simulations } from '../../simulations/simulations.ts'
import { findTriedVersion } from '../../simulations/version.ts'
import type { Handlers } from '../core/endpoint.ts'
import { AdminRefusal } from '../core/refuse.ts'
import { readNamed } from '../definitions/named.ts'
import { presentPerson } from '../places/present-person.ts'
import type { simulations as contract } from './contract.ts'
import { inWords } from './in-words.ts'
import { presentSimulation, sampledIn } from './present.ts'

/** 预演: what a version would have done, walked in the background. */
export function createSimulationHandlers(deps: {
  simulations: Simulations
  published: Published
  drafts: DraftStore
  directory: Pick<StaffDirectory, 'all'>
  storesOfPeople: () => Promise<Pick<StoresOfPeople, 'named'>>
  customers: Pick<Customers, 'findMany' | 'masked'>
  auditLog: Pick<AuditLog, 'record'>
  clock: Clock
  realClock: Clock
}): Handlers<typeof contract> {
  const { simulations, published, auditLog, realClock } = deps

  async function told(simulation: Simulation) {
    const { registry } = published.snapshot()
    const staff = new Map((await deps.directory.all()).map(({ _id, name }) => [_id, name]))
    const stores = await deps.storesOfPeople()
    const isOutdated = await saysSomethingElse(simulation)
    return presentSimulation(simulation, { registry, staff, stores, isOutdated, now: realClock.now() })
  }

  /** Whether the draft that was walked was written on, or published as something else. */
  async function saysSomethingElse({ key, hash, isDraft }: Simulation): Promise<boolean> {
    if (!isDraft) return false
    const { id } = partsOf(key)
    const head = (await published.refresh()).headOf('journey', id)
    const isThere = (await deps.drafts.find(key)) !== null
    if (!isThere && head === null) return true
    try {
      const of = isThere ? 'draft' : (head?.number ?? 1)
      const { version } = await findTriedVersion({ id, of }, deps)
      return hashOf({ kind: 'journey', definition: version.definition }) !== hash
    } catch {
      // A draft that has faults by now.
      return true
    }
  }

  function onlyJourneys(params: Parameters<typeof readNamed>[0]) {
    const name = readNamed(params)
    if (name.kind !== 'journey')
      throw new AdminRefusal(422, 'simulation.only_journeys', '只有流程和群发可以预演')
    return name
  }

  return {
    async begin({ params, body, caller }) {
      const { id, key } = onlyJourneys(params)
      const { of, ...wish } = body
      const version = await inWords(findTriedVersion({ id, of }, deps))
      const begun = await simulations.begin(version, wish, caller.name)
      await auditLog.record(caller, { action: 'simulation.begun', on: key, details: { of, days: wish.days } })
      return { id: begun }
    },

    async latest({ params }) {
      const simulation = await simulations.latest(onlyJourneys(params).key)
      return { simulation: simulation && (await told(simulation)) }
    },

    async find({ params }) {
      return told(found(await simulations.find(params.id)))
    },

    async people({ params, query: { figure } }) {
      const sampled = sampledIn(found(await simulations.find(params.id)), figure)
      const customers = await deps.customers.findMany((sampled ?? []).map(({ customerId }) => customerId))
      return {
        items: (sampled ?? []).map(({ customerId, at }) => ({
          ...presentPerson(customerId, customers.get(customerId), deps),
          at,
        })),
        isKept: sampled !== null,
        isSample: sampled?.length === mostKept,
      }
    },

    async cancel({ params, caller }) {
      const { _id, key } = found(await simulations.find(params.id))
      if (await simulations.cancel(_id))
        await auditLog.record(caller, { action: 'simulation.cancelled', on: key })
      return {}
    },
  }

  function found(simulation: Simulation | null): Simulation {
    if (simulation === null)
      throw new AdminRefusal(404, 'simulation.not_found', '没有找到这次预演，可能已经过了 30 天')
    return simulation
  }
}
