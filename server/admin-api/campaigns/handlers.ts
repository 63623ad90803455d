import type { Campaigns, WrittenCampaign } from '../../../domain/campaigns/campaigns.ts'
import type { Prices } from '../../../domain/campaigns/cost.ts'
import { forecastOf } from '../../../domain/campaigns/forecast.ts'
import type { CampaignLists } from '../../../domain/campaigns/lists.ts'
import { changesOf, planOf, readPlanFile, writePlanFile } from '../../../domain/campaigns/plan-file.ts'
import type { Clock } from '../../../domain/clock.ts'
import type { Customers } from '../../../domain/customers/contract.ts'
import { DomainError } from '../../../domain/errors.ts'
import { isoDay } from '../../../domain/local-time.ts'
import type { AuditLog } from '../../../domain/members/audit-log.ts'
import type { Caller } from '../../../domain/members/caller.ts'
import type { Campaign, CampaignStore } from '../../../models/campaigns.ts'
import type { Handlers } from '../core/endpoint.ts'
import { AdminRefusal } from '../core/refuse.ts'
import { presentPerson } from '../places/present-person.ts'
import type { campaigns as contract } from './contract.ts'
import { readPlace, writePlace } from './cursor.ts'
import type { FlowNames } from './flow-names.ts'
import { outcomeOf, presentFigures, presentHead, seesFigures } from './present.ts'

const mostFaults = 50

/** 营销活动: planned, watched against goal and budget, in and out as a file. */
export function createCampaignHandlers(deps: {
  campaigns: Campaigns
  store: Pick<CampaignStore, 'find' | 'list' | 'withFlow' | 'figuresOf'>
  lists: CampaignLists
  flows: FlowNames
  customers: Pick<Customers, 'masked'>
  prices: () => Prices
  auditLog: Pick<AuditLog, 'record'>
  clock: Clock
}): Handlers<typeof contract> {
  const { campaigns, store, lists, flows, customers, auditLog, clock } = deps

  async function mustFind(id: string): Promise<Campaign> {
    const campaign = await store.find(id)
    if (campaign === null) throw new DomainError('campaign.not_found', { id })
    return campaign
  }

  /** With what each came to. */
  async function withFigures(all: readonly Campaign[]) {
    const known = await store.figuresOf(all.map(({ _id }) => _id))
    const [prices, now] = [deps.prices(), clock.now()]
    return all.map((campaign) => ({
      campaign,
      around: { figures: known.get(campaign._id) ?? null, prices, now },
    }))
  }

  /** The second of two is told who was faster. */
  async function orWho<T>(write: () => Promise<T>): Promise<T> {
    try {
      return await write()
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'campaign.changed') throw error
      const now = await store.find(String(error.data.id))
      if (now === null) throw new DomainError('campaign.not_found', error.data)
      throw new AdminRefusal(409, 'campaign.changed', `${now.by}刚改过「${now.name}」，看一眼新的再存`)
    }
  }

  async function save(one: WrittenCampaign, caller: Caller) {
    const before = one.id === undefined ? null : await mustFind(one.id)
    const after = await orWho(() => campaigns.save(one, caller.name))
    await auditLog.record(caller, {
      action: 'campaign.saved',
      on: `campaign:${after._id}`,
      details: {
        name: after.name,
        rev: after.rev,
        ...(before && { changed: changesOf(planOf(before), planOf(after)) }),
      },
    })
    return { id: after._id, rev: after.rev }
  }

  return {
    async list({ caller }) {
      const all = await withFigures(await store.list())
      return { items: all.map(({ campaign, around }) => presentHead(campaign, around, caller)) }
    },

    async find({ params: { id }, caller }) {
      const campaign = await mustFind(id)
      const [one] = await withFigures([campaign])
      if (one === undefined) throw new DomainError('campaign.not_found', { id })
      const head = presentHead(campaign, one.around, caller)
      const named = await flows.of(campaign.flows)
      if (!seesFigures(caller)) {
        const bare = named.map((flow) => ({ ...flow, figures: null }))
        return { ...head, forecast: null, figures: null, flows: bare }
      }
      const { figures } = one.around
      const figuresOf = (flow: string) => figures?.flows.find((each) => each.id === flow) ?? null
      const unsent = named.filter(({ kind, id: flow }) => kind === 'broadcast' && !figuresOf(flow)?.people)
      return {
        ...head,
        forecast: forecastOf(
          campaign,
          figures,
          unsent.map(({ name }) => name),
        ),
        figures: figures && presentFigures(figures, campaign),
        flows: named.map((flow) => ({ ...flow, figures: figuresOf(flow.id) })),
      }
    },

    async people({ params: { id }, query: { after, limit, ...look } }) {
      const campaign = await mustFind(id)
      const figures = (await store.figuresOf([id])).get(id)
      if (figures === undefined) return { items: [], next: null }
      const page = await lists(campaign, figures.countedAt, look, { begin: readPlace(after), limit })
      const named = await flows.of([...new Set(page.items.flatMap(({ flow }) => flow ?? []))])
      return {
        items: page.items.map(({ id: record, customer, at, flow, order, coupon }) => ({
          id: record,
          ...presentPerson(customer._id, customer, { customers }),
          at,
          flow: named.find((each) => each.id === flow)?.name ?? null,
          order: order ?? null,
          coupon: coupon ?? null,
        })),
        next: page.next && writePlace(page.next),
      }
    },

    create: ({ body: { plan }, caller }) => save({ rev: 0, plan }, caller),
    save: ({ params: { id }, body: { rev, plan }, caller }) => save({ id, rev, plan }, caller),

    async remove({ params: { id }, query: { rev }, caller }) {
      const { name } = await orWho(() => campaigns.remove(id, rev))
      await auditLog.record(caller, {
        action: 'campaign.removed',
        on: `campaign:${id}`,
        details: { name, rev },
      })
      return {}
    },

    async recount({ params: { id } }) {
      await campaigns.recount(id)
      return {}
    },

    async flows() {
      return { items: (await flows.all()).filter(({ state }) => state !== 'retired') }
    },

    async ofFlow({ params: { id } }) {
      return { items: (await store.withFlow(id)).map(({ _id, name }) => ({ id: _id, name })) }
    },

    async writeFile({ params: { kind } }) {
      const all = await withFigures(await store.list())
      const told = all.map(({ campaign, around }) => ({ campaign, outcome: outcomeOf(campaign, around) }))
      const file = writePlanFile(kind, told, await flows.all())
      return { name: `活动规划表 ${isoDay(clock.now())}.${kind}`, base64: file.toString('base64') }
    },

    async readFile({ body }) {
      const read = await readPlanFile(body, { kept: await store.list(), flows: await flows.all() })
      if ('rows' in read) return { rows: read.rows, faults: [], more: 0 }
      const { faults } = read
      return { rows: [], faults: faults.slice(0, mostFaults), more: Math.max(0, faults.length - mostFaults) }
    },

    async saveAll({ body: { rows }, caller }) {
      const saved = await orWho(() => campaigns.saveAll(rows, caller.name))
      await auditLog.record(caller, {
        action: 'campaign.imported',
        on: 'campaigns',
        details: { campaigns: saved.map(({ name }) => name), rows: rows.length },
      })
      return { saved: saved.length }
    },
  }
}
