import type { Customer } from '../../models/customer.ts'
import type { Run } from '../../models/run.ts'
import type { Clock } from '../clock.ts'
import type { Customers } from '../customers/contract.ts'
import { isSameStaff } from '../customers/follows.ts'
import { quietOn } from '../customers/quiet.ts'
import { type QuietLine, quietLines } from '../customers/quiet-words.ts'
import { nameOfValue } from '../customers/traits/table.ts'
import type { Published } from '../definitions/published.ts'
import { type createDoNotDisturb, isLeftAlone } from '../explanations/do-not-disturb.ts'
import { idsOf } from '../explanations/find-definition.ts'
import { doNotDisturbTag } from '../language/settings.ts'
import { type ChannelOutlook, channelOutlook } from '../outreach/gates/channel-outlook.ts'
import type { Sales } from '../sales/contract.ts'
import { readyWords } from '../sales/ready-words.ts'
import type { TaskFactsReader } from '../sales/task-facts.ts'
import type { TaskView } from '../sales/task-views.ts'
import type { Timeline } from '../timeline/create-timeline.ts'
import type { createDefinitionNames } from '../timeline/definition-names.ts'
import type { TimelineLine } from '../timeline/lines.ts'
import type { createTagOrigins } from '../timeline/tag-origins.ts'
import type { ChatPart, WriteParts } from './chat-parts.ts'
import { nextWords, type Offer } from './next-words.ts'
import { storyOf } from './story.ts'

/** Words as they are sent to this customer, part by part. */
export interface WrittenWords {
  piece: string
  why: string
  parts: ChatPart[]
}

export interface SidebarTag {
  name: string
  /** zh-CN: where it came from. */
  origin: string
  /** Whether taking it off by hand lasts. */
  mayRemove: boolean
}

/** 勿扰 as it stands, and what setting it would stop. */
export interface SidebarQuiet {
  /** Nothing at all is to be sent to them. */
  isOnAll: boolean
  held: QuietLine[]
  /** Names of the marketing that waits and would not go. */
  waiting: string[]
  /** Names of the flows that would go on without their marketing. */
  quietened: string[]
}

/** Somebody who read what this member sent, whoever it was sent to. */
export interface SidebarReader {
  name: string
  title: string
  at: Date
  /** Name of whom it had been sent to, where that is somebody else. */
  sharedBy: string | null
}

/** What a member sees beside the chat with a customer. */
export interface SidebarView {
  customerId: string
  name: string
  /** What this member calls them in WeCom; null where they are no friends. */
  remark: string | null
  isFriend: boolean
  /** Masked. */
  phone: string | null
  tier: string | null
  owner: { name: string; store: string | null } | null
  quiet: SidebarQuiet
  story: string[]
  tags: SidebarTag[]
  reach: ChannelOutlook[]
  /** The open task, where this member may see it; else who has one. */
  task: { kind: 'theirs'; view: TaskView } | { kind: 'elsewhere' } | null
  offered: WrittenWords[]
  others: WrittenWords[]
  /** Newest first. */
  recent: TimelineLine[]
  /** Who read what this member sent, whichever customer; newest first. */
  readers: SidebarReader[]
  now: Date
  zone: string
}

/** What was said within that time is not offered again. */
const saidWithinMs = 7 * 86_400_000
const mostRuns = 50
const mostOthers = 30
const mostRecent = 8
/** Lines read for those: the file's own changes say little to whoever is about to talk. */
const mostRead = 40
const isWorthTelling = ({ what }: TimelineLine): boolean =>
  !what.startsWith('customer.') || what === 'customer.consent_changed'

export function createSidebarView(deps: {
  customers: Pick<Customers, 'history' | 'masked' | 'friendsInClear' | 'traitInClear'>
  corp: string
  factsOf: TaskFactsReader
  sales: Pick<Sales, 'view' | 'zoneOf'>
  timeline: Pick<Timeline, 'page'>
  tagsOf: ReturnType<typeof createTagOrigins>
  runsOf: (customerIds: string[], limit: number) => Promise<Run[]>
  doNotDisturb: ReturnType<typeof createDoNotDisturb>
  definitionNames: ReturnType<typeof createDefinitionNames>
  readersOf: (userid: string) => Promise<SidebarReader[]>
  ownerOf: (userid: string) => Promise<{ name: string; store: string | null }>
  published: Pick<Published, 'registry'>
  writeParts: WriteParts
  clock: Clock
}) {
  const { customers, corp, factsOf, sales, timeline, tagsOf, runsOf, published, writeParts, clock } = deps

  async function written(offers: readonly Offer[], customer: Customer): Promise<WrittenWords[]> {
    const all = await Promise.all(
      offers.map(async ({ piece, why, words }) => {
        const parts =
          words.kind === 'ready'
            ? [{ kind: 'text' as const, text: words.words.text }]
            : await writeParts(words.message, customer)
        return { piece, why, parts: parts ?? [] }
      }),
    )
    return all.filter(({ parts }) => parts.length > 0)
  }

  async function taskOf({ openTaskId }: Customer, staff: string): Promise<SidebarView['task']> {
    if (openTaskId === undefined) return null
    const view = await sales.view(openTaskId, staff).catch(() => null)
    if (view === null) return { kind: 'elsewhere' }
    const isOpen = view.task.state !== 'done' && view.task.state !== 'joined'
    return isOpen ? { kind: 'theirs', view } : null
  }

  async function quietOf(customer: Customer, now: Date): Promise<SidebarQuiet> {
    const ahead = await deps.doNotDisturb(customer)
    const names = await deps.definitionNames([
      ...ahead.waiting.map(({ message: id }) => ({ kind: 'message' as const, id })),
      ...ahead.quietened.map((id) => ({ kind: 'journey' as const, id })),
    ])
    return {
      isOnAll: isLeftAlone(customer),
      held: quietLines(customer, now),
      waiting: ahead.waiting.map(({ message }) => names('message', message)),
      quietened: ahead.quietened.map((id) => names('journey', id)),
    }
  }

  return async function view(customer: Customer, staff: string): Promise<SidebarView> {
    const now = clock.now()
    const zone = await sales.zoneOf(staff)
    const masked = customers.masked(customer)
    const friend = customers
      .friendsInClear(customer)
      .find((each) => each.corp === corp && !each.removedAt && isSameStaff(each.staff, staff))
    const facts = await factsOf(customer)
    const runs = await runsOf(idsOf(customer), mostRuns)
    const said = await customers.history(
      customer,
      ['staff.words_sent'],
      new Date(now.getTime() - saidWithinMs),
    )
    const words = nextWords(
      {
        customer,
        ready: readyWords(facts, now, zone),
        inJourneys: new Set(runs.flatMap(({ state, journeyId }) => (state === 'active' ? [journeyId] : []))),
        isLeftAlone: isLeftAlone(customer) || quietOn(customer, 'wecom', now) !== null,
        saidLately: new Set(said.map(({ props }) => String(props.piece))),
      },
      published.registry,
    )
    const { tier } = customer.traits
    const tags = await tagsOf(customer)
    const recent = await timeline.page(customer, { kind: null, after: null, limit: mostRead })
    return {
      customerId: customer._id,
      name: customer.profile.nickname ?? masked.realName ?? '没有昵称的客户',
      remark: friend ? (friend.remark ?? '') : null,
      isFriend: friend !== undefined,
      phone: masked.phone ?? null,
      tier: typeof tier === 'string' ? nameOfValue('tier', tier) : null,
      owner: customer.owner === undefined ? null : await deps.ownerOf(customer.owner),
      quiet: await quietOf(customer, now),
      story: storyOf(customer, facts, now),
      tags: tags
        .filter(({ name }) => name !== doNotDisturbTag)
        .map(({ name, origin, isKept, reason }) => ({
          name,
          origin,
          mayRemove: !isKept && reason === undefined,
        })),
      reach: channelOutlook(customer, now, customers.traitInClear),
      task: await taskOf(customer, staff),
      offered: await written(words.offered, customer),
      others: await written(words.others.slice(0, mostOthers), customer),
      recent: recent.lines.filter(isWorthTelling).slice(0, mostRecent),
      readers: await deps.readersOf(staff),
      now,
      zone,
    }
  }
}
