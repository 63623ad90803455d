import type { Campaign, CampaignPlan, CampaignStore } from '../../models/campaigns.ts'
import type { Clock } from '../clock.ts'
import { DomainError } from '../errors.ts'
import type { Announce } from '../live.ts'

/** A row of a file, or what the page wrote: a new campaign where it names none. */
export interface WrittenCampaign {
  id?: string
  /** What it was when it was read; 0 of a new one. */
  rev: number
  plan: CampaignPlan
}

export type Campaigns = ReturnType<typeof createCampaigns>

/** Campaigns as people write them: of two who change one at once, the second is told. */
export function createCampaigns(deps: {
  store: Pick<CampaignStore, 'find' | 'save' | 'remove' | 'lookAt' | 'forget'>
  newId: () => string
  announce: Announce
  clock: Clock
}) {
  const { store, newId, announce, clock } = deps

  /** @throws DomainError campaign.changed, campaign.not_found */
  async function mustBe(id: string, rev: number): Promise<Campaign> {
    const kept = await store.find(id)
    if (kept === null) throw new DomainError('campaign.not_found', { id })
    if (kept.rev !== rev) throw new DomainError('campaign.changed', { id, by: kept.by })
    return kept
  }

  async function write(campaign: Campaign): Promise<Campaign> {
    if (!(await store.save(campaign))) throw new DomainError('campaign.changed', { id: campaign._id })
    await store.lookAt(campaign._id, clock.now())
    announce('campaigns', campaign._id)
    return campaign
  }

  function written(before: Campaign | null, { id, plan }: WrittenCampaign, by: string): Campaign {
    const now = clock.now()
    const stamp = { by, at: now, createdAt: before?.createdAt ?? now, rev: (before?.rev ?? 0) + 1 }
    return { _id: before?._id ?? id ?? newId(), ...plan, ...stamp }
  }

  const save = async (one: WrittenCampaign, by: string): Promise<Campaign> => {
    const before = one.id === undefined ? null : await mustBe(one.id, one.rev)
    return write(written(before, one, by))
  }

  return {
    /** @throws DomainError campaign.changed when somebody else saved since `rev` was read, campaign.not_found */
    save,

    /** @throws DomainError campaign.changed, campaign.not_found */
    async remove(id: string, rev: number): Promise<Campaign> {
      const before = await mustBe(id, rev)
      if (!(await store.remove(id, rev))) throw new DomainError('campaign.changed', { id })
      await store.forget(id)
      announce('campaigns', id)
      return before
    },

    /** Has it counted as soon as somebody can. @throws DomainError campaign.not_found */
    async recount(id: string): Promise<void> {
      if ((await store.find(id)) === null) throw new DomainError('campaign.not_found', { id })
      await store.lookAt(id, clock.now())
    },

    /**
     * Stores all of them, or none: every rev is looked at first, and where somebody is faster in between, what was written is taken
     * back. What a death leaves half stored, the same file stores to its end: rows that say what is stored change nothing.
     * @throws DomainError campaign.changed, campaign.not_found
     */
    async saveAll(all: readonly WrittenCampaign[], by: string): Promise<Campaign[]> {
      const befores = await Promise.all(all.map(({ id, rev }) => (id === undefined ? null : mustBe(id, rev))))
      const done: { before: Campaign | null; after: Campaign }[] = []
      try {
        for (const [at, one] of all.entries()) {
          const before = befores[at] ?? null
          done.push({ before, after: await write(written(before, one, by)) })
        }
      } catch (error) {
        for (const { before, after } of done.reverse()) await takeBack(before, after)
        throw error
      }
      return done.map(({ after }) => after)
    },
  }

  /** Who changed it again meanwhile keeps their change. */
  async function takeBack(before: Campaign | null, after: Campaign): Promise<void> {
    if (before !== null) {
      await store.save({ ...before, rev: after.rev + 1 })
      await store.lookAt(after._id, clock.now())
    } else if (await store.remove(after._id, after.rev)) await store.forget(after._id)
    announce('campaigns', after._id)
  }
}
