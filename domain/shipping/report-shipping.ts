import { orderKey } from '../../models/order-entry.ts'
import type { Order, OrderStore } from '../../models/orders.ts'
import type { ShippingReport, ShippingReportStore } from '../../models/shipping-reports.ts'
import { createTell } from '../checkout/tell.ts'
import type { Clock } from '../clock.ts'
import type { Customers } from '../customers/contract.ts'
import { maskPhone } from '../customers/masked.ts'
import type { Sealer } from '../inbox/inbox.ts'
import type { Log } from '../log.ts'
import { isOwn, numberOf, type OwnOrderDocument } from '../orders/own-orders.ts'
import { cut } from '../text/cut.ts'
import { createCorrection } from './correct-shipping.ts'
import type { Shipment, ShippingDuty } from './ports.ts'

const minuteMs = 60_000
const dayMs = 86_400_000

/** The platform files a payment late: nothing is reported before that. */
const filedAfterMs = minuteMs
/** After 10060001 and the like: 1, 5, 30 min, 2 h; then an operator has to look. */
const waitsMs = [minuteMs, 5 * minuteMs, 30 * minuteMs, 120 * minuteMs] as const
/** Without the settlement event the platform is asked once a day, as long as anybody confirms by himself. */
const askEveryMs = dayMs
const mostAsks = 30
const leaseMs = minuteMs
const batch = 50
const longestDescription = 120

/**
 * Tells the platform of own orders that were shipped, and hears of it when they were received: a mini-program that does not is
 * paid out nothing. Once per order, however often anything is heard.
 */
export function createShippingReports(deps: {
  store: ShippingReportStore
  orders: Pick<OrderStore, 'find'>
  customers: Pick<Customers, 'listen' | 'hear'>
  duty: ShippingDuty
  sealer: Sealer
  clock: Clock
  log: Log
}) {
  const { store, orders, customers, duty, sealer, clock, log } = deps
  const tell = createTell(customers)

  customers.listen(
    async ({ props, at }) => {
      const order = await ownOrderOf(String(props.orderId))
      if (!order?.own.transactionId || order.own.isTest) return
      const { transactionId, paidAt = at } = order.own
      const earliest = Math.max(clock.now().getTime(), paidAt.getTime() + filedAfterMs)
      await store.begin({
        _id: numberOf(order),
        rev: 0,
        transactionId,
        shippedAt: at,
        ...(typeof props.carrier === 'string' && { carrier: props.carrier }),
        ...(typeof props.trackingNo === 'string' && { trackingNo: props.trackingNo }),
        step: 'due',
        tries: 0,
        dueAt: new Date(earliest),
      })
    },
    ({ name, props }) => name === 'order.shipped' && props.system === 'kelu',
  )

  async function ownOrderOf(no: string): Promise<OwnOrderDocument | null> {
    const order: Order | null = await orders.find(orderKey(no, 'kelu'))
    return order !== null && isOwn(order) ? order : null
  }

  const inMs = (ms: number): Date => new Date(clock.now().getTime() + ms)

  function shipmentOf({ own }: OwnOrderDocument, report: ShippingReport): Shipment {
    const { transactionId, shippedAt, carrier, trackingNo } = report
    const address = own.address && (JSON.parse(sealer.unseal(own.address)) as { phone?: string })
    const words = own.lines.map(({ name, quantity }) => `${name}×${quantity}`).join('、')
    return {
      transactionId,
      openid: own.payer.openid,
      description: cut(words, longestDescription, (text) => [...text].length),
      shippedAt,
      carrier,
      trackingNo,
      receiverPhone: address?.phone && maskPhone(address.phone),
      hasAddress: address !== undefined,
    }
  }

  async function report(known: ShippingReport): Promise<void> {
    const order = await ownOrderOf(known._id)
    if (!order) return
    const outcome = await duty.report(shipmentOf(order, known))
    const { code } = outcome
    switch (outcome.kind) {
      case 'reported':
        // 10060003: the one correction is used up; ours stands beside what the platform has.
        if (code !== undefined) log.warn({ no: known._id, code }, 'shipping was reported before')
        return settle(known, { step: 'reported', tries: 0, dueAt: inMs(askEveryMs), code })
      case 'state':
        return askInstead(known, outcome.code)
      case 'later':
        return tryAgain(known, outcome.code)
      case 'refused':
        return giveUp(known, outcome.code)
    }
  }

  /** Not shippable as it stands: either it is over in some way, or the payment is not filed yet. */
  async function askInstead(known: ShippingReport, code: string): Promise<void> {
    const told = await duty.stateOf(known.transactionId)
    if (told.kind !== 'told' || told.state === 1) return tryAgain(known, code)
    return goBy(known, told.state)
  }

  async function goBy(known: ShippingReport, state: number): Promise<void> {
    if (state === 5) return settle(known, { step: 'refunded', tries: 0 })
    // 2 → 6 without 3 happens.
    if (state >= 3) return receive(known, clock.now())
    const tries = known.tries + 1
    if (tries > mostAsks) return giveUpWaiting(known)
    return settle(known, { step: 'reported', tries, dueAt: inMs(askEveryMs) })
  }

  async function tryAgain(known: ShippingReport, code: string): Promise<void> {
    const waitMs = waitsMs[known.tries]
    if (waitMs === undefined) return giveUp(known, code)
    return settle(known, { step: 'due', tries: known.tries + 1, dueAt: inMs(waitMs), code })
  }

  async function giveUp(known: ShippingReport, code: string): Promise<void> {
    await settle(known, { step: 'failed', tries: known.tries, code })
    log.error(
      { no: known._id, code },
      'shipping could not be reported: do it by hand in the console of the mini-program, or its money is not paid out',
    )
  }

  /** The customer may have told us, which no platform hears: then nothing is missing. */
  async function giveUpWaiting(known: ShippingReport): Promise<void> {
    const order = await ownOrderOf(known._id)
    if (order?.receivedAt) return settle(known, { step: 'received', tries: 0 })
    await settle(known, { step: 'failed', tries: known.tries, code: 'notReceived' })
    log.error(
      { no: known._id },
      'nobody confirmed to have received it in 30 days: ask the customer or the carrier',
    )
  }

  /** Heard first, then written down: who dies between hears it again, under the same id. */
  async function receive(known: ShippingReport, at: Date): Promise<void> {
    const order = await ownOrderOf(known._id)
    if (order) await tell.received(order, at)
    await settle(known, { step: 'received', tries: 0 })
  }

  async function settle(
    known: ShippingReport,
    next: Pick<ShippingReport, 'step' | 'tries' | 'dueAt' | 'code'>,
  ): Promise<void> {
    const { _id, rev, dueAt: _due, code: _code, ...kept } = known
    await store.write(known, { ...kept, ...next })
  }

  /** Of several processes one takes it up; whoever dies at it is followed after a minute. */
  async function takeUp(known: ShippingReport): Promise<ShippingReport | null> {
    const { _id, rev, ...kept } = known
    return store.write(known, { ...kept, dueAt: inMs(leaseMs) })
  }

  return {
    /** What is due by now; how many there were. */
    async sweep(): Promise<number> {
      const due = await store.due(clock.now(), batch)
      for (const each of due) {
        const taken = await takeUp(each)
        if (taken?.step === 'due') await report(taken)
        if (taken?.step !== 'reported') continue
        const told = await duty.stateOf(taken.transactionId)
        await goBy(taken, told.kind === 'told' ? told.state : 2)
      }
      return due.length
    },
    nextDueAt: store.nextDueAt,
    correct: createCorrection({ store, clock }),
    /** The platform tells that an order was received; false = of none of ours. */
    async settled(transactionId: string, at: Date): Promise<boolean> {
      const known = await store.ofTransaction(transactionId)
      if (known === null) return false
      if (known.step !== 'received') await receive(known, at)
      return true
    },
  }
}

export type ShippingReports = ReturnType<typeof createShippingReports>
