import type { Connection } from 'mongoose'
import { collectionOf, date, listOf, modelOf, number, partOf, text } from './collection.ts'
import type { Channel } from './customer.ts'
import { unlessPresent } from './duplicates.ts'

/** What a campaign is measured by. */
export const goalKinds = ['conversion', 'orders', 'revenue', 'friends', 'leads'] as const
export type GoalKind = (typeof goalKinds)[number]

/** In percent for `conversion`, whole fen for `revenue`, else how many. */
export interface CampaignGoal {
  kind: GoalKind
  target: number
  /** What it usually is, in the same unit. */
  baseline?: number
}

/** 活动规划表: one row of it. */
export interface CampaignPlan {
  name: string
  /** Whom it is for, in words. */
  audience: string
  goal?: CampaignGoal
  /** The rest of the SMART goal, in words. */
  goalNote: string
  channels: Channel[]
  /** Days of the company, `2026-12-01`, both included. */
  from: string
  to: string
  owner: string
  keyActions: string
  expected: string
  budgetFen?: number
  /** Spent on what Kelu does not see, as somebody wrote it down. */
  otherCostFen?: number
  /** Minutes colleagues worked on it, as somebody wrote it down. */
  staffMinutes?: number
  /** Ids of journeys, 群发 included. */
  flows: string[]
}

/** 营销活动. */
export interface Campaign extends CampaignPlan {
  /** A ulid. */
  _id: string
  /** Counts up by one with each change: the compare-and-set guard. */
  rev: number
  createdAt: Date
  /** Name of who changed it last, and when. */
  by: string
  at: Date
}

/** What one flow or 群发 did within the days of the campaign. */
export interface FlowFigures {
  id: string
  /** Who entered, without the control group. */
  people: number
  /** Of those, who reached the goal of the flow itself. */
  reached: number
  /** Messages that went out. */
  sent: number
}

/** What a campaign came to, counted from the records; no test customer is in it, and a merged one is one person. */
export interface CampaignFigures {
  /** Everything before this was counted. */
  countedAt: Date
  /** Of the campaign as it was counted. */
  rev: number
  /** Who entered, without the control group. */
  people: number
  /** Of those, who came by a flow, which people go on entering, and not by a 群发. */
  byFlow: number
  /** Only ever in the control group. */
  held: number
  /** Of those who entered, with an order that counts, paid after that and within the days. */
  buyers: number
  /** Those orders; what they came to, net of refunds. */
  orders: number
  fen: number
  /** Everybody who became a friend, and who left a lead, within the days: counted where the goal asks for it. */
  friends?: number
  leads?: number
  flows: FlowFigures[]
  smsSegments: number
  /** Redeemed, of those the flows gave out within the days; `unpriced`: nobody knows what they took off. */
  coupons: { redeemed: number; fen: number; unpriced: number }
  /** Days on which anything happened, the earliest first. */
  days: { day: string; people: number; orders: number; fen: number }[]
}

/** When a campaign is counted, and what it came to last. */
interface CampaignCount {
  /** The campaign's. */
  _id: string
  /** Counted next; while somebody counts, when another may. Absent once nothing changes any more. */
  lookAt?: Date
  figures?: CampaignFigures
}

const schema = collectionOf<Campaign>('campaigns', {
  _id: text,
  rev: number,
  name: text,
  audience: text,
  goal: partOf<CampaignGoal>({ kind: text, target: number, baseline: Number }),
  goalNote: text,
  channels: listOf(String),
  from: text,
  to: text,
  owner: text,
  keyActions: text,
  expected: text,
  budgetFen: Number,
  otherCostFen: Number,
  staffMinutes: Number,
  flows: listOf(String),
  createdAt: date,
  by: text,
  at: date,
})
schema.index({ from: -1 })
schema.index({ flows: 1 })

const countSchema = collectionOf<CampaignCount>('campaignCounts', {
  _id: text,
  lookAt: Date,
  figures: partOf<CampaignFigures>({
    countedAt: date,
    rev: number,
    people: number,
    byFlow: number,
    held: number,
    buyers: number,
    orders: number,
    fen: number,
    friends: Number,
    leads: Number,
    flows: listOf(partOf<FlowFigures>({ id: text, people: number, reached: number, sent: number })),
    smsSegments: number,
    coupons: partOf<CampaignFigures['coupons']>({ redeemed: number, fen: number, unpriced: number }),
    days: listOf(
      partOf<CampaignFigures['days'][number]>({ day: text, people: number, orders: number, fen: number }),
    ),
  }),
})
countSchema.index({ lookAt: 1 })

/** A company has a few dozen a year. */
const mostListed = 500

export type CampaignStore = ReturnType<typeof createCampaignStore>

/** Campaigns, and beside them what each came to. */
export function createCampaignStore(connection: Connection) {
  const campaigns = modelOf(connection, schema)
  const counts = modelOf(connection, countSchema)

  return {
    find: (id: string): Promise<Campaign | null> => campaigns.findOne({ _id: id }).lean<Campaign>().exec(),
    /** The latest begun first. */
    list: (): Promise<Campaign[]> =>
      campaigns.find().sort({ from: -1 }).limit(mostListed).lean<Campaign[]>().exec(),
    /** Those a flow belongs to, the latest begun first. */
    async withFlow(flow: string): Promise<Campaign[]> {
      const found = await campaigns.find({ flows: flow }).limit(mostListed).lean<Campaign[]>()
      return found.sort((a, b) => (a.from < b.from ? 1 : -1))
    },
    /** False when somebody else changed it meanwhile: the one before it has `rev - 1`, and the first one is 1. */
    async save(campaign: Campaign): Promise<boolean> {
      if (campaign.rev === 1) return unlessPresent(campaigns.collection.insertOne(campaign as never))
      const before = { _id: campaign._id, rev: campaign.rev - 1 }
      return (await campaigns.replaceOne(before, campaign)).matchedCount > 0
    },
    /** False when somebody else changed it meanwhile, or it is gone. */
    async remove(id: string, rev: number): Promise<boolean> {
      return (await campaigns.deleteOne({ _id: id, rev })).deletedCount > 0
    },

    /** What each came to, by id; those never counted are not there. */
    async figuresOf(ids: readonly string[]): Promise<Map<string, CampaignFigures>> {
      const found = await counts.find({ _id: { $in: [...ids] } }).lean<CampaignCount[]>()
      return new Map(found.flatMap(({ _id, figures }) => (figures ? [[_id, figures]] : [])))
    },
    /** Has it counted at `at`, or sooner where that was so. */
    async lookAt(id: string, at: Date): Promise<void> {
      await counts.updateOne({ _id: id }, { $set: { lookAt: at } }, { upsert: true })
    },
    /** Takes one that is due, so that nobody else counts it until then; null when none is. */
    async claim(now: Date, until: Date): Promise<string | null> {
      for (;;) {
        const due = await counts
          .findOne({ lookAt: { $lte: now } }, { lookAt: 1 })
          .sort({ lookAt: 1 })
          .lean<CampaignCount>()
        if (due === null) return null
        const taken = await counts.updateOne(
          { _id: due._id, lookAt: due.lookAt },
          { $set: { lookAt: until } },
        )
        if (taken.matchedCount > 0) return due._id
      }
    },
    /**
     * Keeps what was counted under a claim, unless somebody asked for another count meanwhile, which comes at once, or the campaign
     * is gone. `next`: when it is counted again; null = no more.
     */
    async keep(id: string, figures: CampaignFigures, { claimedUntil, next }: Claimed): Promise<boolean> {
      const kept = await counts.updateOne(
        { _id: id, lookAt: claimedUntil },
        next === null ? { $set: { figures }, $unset: { lookAt: 1 } } : { $set: { figures, lookAt: next } },
      )
      return kept.matchedCount > 0
    },
    async forget(id: string): Promise<void> {
      await counts.deleteOne({ _id: id })
    },
  }
}

interface Claimed {
  claimedUntil: Date
  next: Date | null
}
