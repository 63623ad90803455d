import type { Channel, Customer } from '../../models/customer.ts'
import type { Links } from '../../models/links.ts'
import type { Slots } from '../../models/slots.ts'
import type { Touch } from '../../models/touch.ts'
import type { Touches } from '../../models/touches.ts'
import { type Calendar, createCalendar } from '../calendar/calendar.ts'
import type { Clock } from '../clock.ts'
import type { Customers, EventListener } from '../customers/contract.ts'
import type { Observe } from '../freshness.ts'
import { miniProgramOf } from '../language/brands.ts'
import type { RulesInForce } from '../language/settings.ts'
import type { Log } from '../log.ts'
import { openPage, type ResolveLink } from './content/link-target.ts'
import type { Outreach } from './contract.ts'
import { addressesOf, addressOf } from './delivery/addresses.ts'
import { deliver } from './delivery/deliver.ts'
import { touchOfRef } from './delivery/dispatch.ts'
import { sweep } from './delivery/sweep.ts'
import { withdraw } from './delivery/withdraw.ts'
import { gatesInOrder } from './gates/in-order.ts'
import type { KfConversationOf } from './gates/kf-window.ts'
import { createLimits, type Limits } from './gates/limits.ts'
import { noPrecedence, type Precedence } from './gates/precedence.ts'
import type { Allowance } from './gates/provider-quota.ts'
import { createGroupSends, type GroupSendDoor } from './group-sends/create-group-sends.ts'
import type { GroupSendDeps } from './group-sends/group-send-deps.ts'
import { createForesee } from './outlook/foresee.ts'
import { createPreview } from './outlook/preview.ts'
import type { OutreachParts } from './outreach-parts.ts'
import type { Senders } from './ports.ts'
import type { PublishedMessages } from './published-messages.ts'
import { giveMaterialLink } from './radar/material-link.ts'
import { createRenderer } from './render/render.ts'
import { arriveBy } from './returns/arrive-by.ts'
import { open, readUnsubscribeToken, unsubscribe } from './returns/email-returns.ts'
import { followLink } from './returns/follow-link.ts'
import { mailReturned } from './returns/mail-returns.ts'
import { pullPopups } from './returns/popups.ts'
import { createReturnPaths } from './returns/return-path.ts'
import { signal } from './returns/signal.ts'
import { createTokenSigner } from './returns/signed-token.ts'
import { createEffects } from './touch/effects.ts'
import { createTouchBook } from './touch/touch-book.ts'

export interface OutreachDeps {
  stores: { touches: Touches; links: Links; slots: Slots }
  customers: Customers
  senders: Senders
  published: PublishedMessages
  clock: Clock
  log: Log
  /** The settings of the company at a moment; absent = Kelu's own rules. Asked for every decision, never kept. */
  rulesAt?: (now: Date) => RulesInForce
  /** The calendar at a moment; absent = an empty one. */
  calendarAt?: (now: Date) => Calendar
  /** What holds whatever they say. */
  limits?: Partial<Limits>
  /** Absent = no salesperson can be asked to send anything. */
  groupSends?: GroupSendDeps
  /** Instead of them, where nothing real is sent. */
  groupSendsAs?: GroupSendDoor
  /** Absent = there is no 微信客服. */
  kfConversation?: KfConversationOf
  /** Absent = all journeys alike. */
  precedence?: Precedence
  /** Public origin of short links, pixels and unsubscribe pages. */
  publicUrl: string
  /** Signs those addresses; at least 16 bytes. */
  linkKey: string | Uint8Array
  /** Which template code an SMS needs: `aliyun`, `tencent`. */
  smsGateway: string
  /** Without brackets; only counted. */
  smsSignature?: string
  /** Picks the openid, and is written into mini-program cards, of what is of no brand with one of its own. */
  miniprogramAppId: string
  /** AppIDs of brands whose secret is known; absent = none is. */
  brandMiniPrograms?: readonly string[]
  /** Absent: nothing is sold here. */
  shopProducts?: OutreachParts['shopProducts']
  /** Where a stored link target leads; by default mini-program pages go through `<publicUrl>/open`. */
  resolveLink?: ResolveLink
  /** The outbound rate governor; absent = no limit of our own. */
  allowance?: Allowance
  /**
   * Whether the journey behind a touch still wants it, asked when outreach goes on by itself. False once the run was ended
   * early; a run that walked to its end still wants its messages to arrive. A touch without a run is always wanted.
   */
  stillWanted: (touch: Touch) => Promise<boolean>
  /**
   * Has whoever asks for this touch ask again at `at`, if that is sooner than they would; true also when nobody does. False
   * while they are at it: then it cannot be said when they will.
   */
  askAgainAt: (touch: Touch, at: Date) => Promise<boolean>
  observe?: Observe
}

/** What a background job owes to outreach. */
export interface OutreachUpkeep {
  /** Finishes what a crash left and fallbacks after failed receipts, and lets go on what was held. Call every few seconds; returns how many it moved. */
  sweep(): Promise<number>
  /** Takes on the group-sends that are due, and counts those of others. */
  sweepGroupSends(): Promise<number>
  nextGroupSendAt(): Promise<Date | null>
  /** Tell it of every `asksForQuiet`: what waits for a salesperson to confirm it is withdrawn. Safe to repeat. */
  onQuiet: EventListener
  /** Group-sends that salespeople who hand over what they have leave behind. */
  leftGroupSends: {
    pendingOf(sender: string): Promise<string[]>
    /** True once everybody in it has an outcome; until then ask again. */
    take(groupSend: string): Promise<boolean>
  }
}

/** What a message would do, and how it reads; nothing is written and nobody is called. */
export interface Outlook {
  foresee: ReturnType<typeof createForesee>
  preview: ReturnType<typeof createPreview>
}

const emptyCalendar = createCalendar([])

/** The one door to customers: touches through gates, over the right channel, at most as often as promised. */
export function createOutreach(deps: OutreachDeps): Outreach & OutreachUpkeep & Outlook {
  const { stores, customers, senders, published, clock, log, miniprogramAppId } = deps
  const { timings, limitsAt } = createLimits(deps.limits, deps.rulesAt)
  const publicUrl = deps.publicUrl.replace(/\/+$/, '')
  const signer = createTokenSigner(deps.linkKey)
  const book = createTouchBook(stores.touches, timings)
  const brands = () => deps.rulesAt?.(clock.now()).rules.brands ?? {}
  const render = createRenderer({
    publicUrl,
    smsGateway: deps.smsGateway,
    brands,
    brandMiniPrograms: deps.brandMiniPrograms,
    smsSignature: deps.smsSignature ?? '',
    miniprogramAppId,
    openUrl: (customerId, touchId) =>
      `${publicUrl}/o/${signer.sign('o', { touchId, customerId, channel: 'email' })}.gif`,
    unsubscribeUrl: (customerId, touchId) =>
      `${publicUrl}/u/${signer.sign('u', { touchId, customerId, channel: 'email' })}`,
  })
  const digestInUse = (customer: Customer, channel: Channel) => {
    const address = addressOf(
      channel,
      addressesOf(customer, {}, customers, { own: miniprogramAppId, of: miniprogramAppId }),
    )
    return address === undefined ? undefined : signer.digest(address)
  }
  const { allowance, stillWanted, askAgainAt, precedence = noPrecedence } = deps
  const own = deps.groupSends ? createGroupSends(deps.groupSends) : null
  const groupSends = deps.groupSendsAs ?? own
  const parts: OutreachParts = {
    stores,
    customers,
    senders,
    shopProducts: deps.shopProducts ?? (async () => []),
    published,
    clock,
    log,
    timings,
    limitsAt,
    calendarAt: deps.calendarAt ?? (() => emptyCalendar),
    miniPrograms: {
      own: miniprogramAppId,
      of: (message) => miniProgramOf(message, { brands: brands(), own: miniprogramAppId }),
    },
    book,
    gates: gatesInOrder({
      ...{ customers, render, publicUrl, slots: stores.slots, allowance, published, precedence, groupSends },
      kfConversation: deps.kfConversation,
    }),
    kfConversation: deps.kfConversation,
    precedence,
    groupSends,
    render,
    signer,
    returnPaths: createReturnPaths(deps.linkKey),
    finishEffects: createEffects({ customers, slots: stores.slots, book, digestInUse }),
    stillWanted,
    askAgainAt,
    observe: deps.observe ?? (() => undefined),
  }
  const resolveLink = deps.resolveLink ?? openPage(publicUrl)

  return {
    deliver: (request) => deliver(parts, request),
    withdraw: (request, reason) => withdraw(parts, request, reason),
    signal: (given) => signal(parts, given),
    findTouch: (touchId) => stores.touches.find(touchId),
    async touchSentAs(customer, { channel, providerId }) {
      const latest = await stores.touches.ofCustomers([customer._id, ...customer.mergedFrom], 50)
      for (const { _id, attempts } of latest) {
        const attempt = attempts.find((each) => each.channel === channel && each.providerId === providerId)
        if (attempt) return { touchId: _id, ref: attempt.ref }
      }
      return null
    },
    touchOfRef,
    followLink: (code, visit) => followLink(parts, resolveLink, code, visit),
    materialLink: (request) => giveMaterialLink(parts, publicUrl, request),
    arriveBy: (code, visit) => arriveBy(parts, code, visit),
    unsubscribe: (token, at) => unsubscribe(parts, token, at),
    mailReturned: (given) => mailReturned(parts, given),
    readUnsubscribeToken: (token) => readUnsubscribeToken(parts, token),
    open: (token, visit) => open(parts, token, visit),
    pullPopups: (customer) => pullPopups(parts, customer),
    sweep: () => sweep(parts),
    sweepGroupSends: async () => (await own?.sweep(parts)) ?? 0,
    nextGroupSendAt: async () => (await own?.nextDueAt()) ?? null,
    onQuiet: async (_, customer) => own?.doubt(customer, clock.now()),
    leftGroupSends: {
      pendingOf: async (sender) => (await own?.pendingOf(sender)) ?? [],
      take: async (groupSend) => (await own?.takeFromSender(parts, groupSend)) ?? true,
    },
    foresee: createForesee(parts, publicUrl),
    preview: createPreview(parts),
  }
}
