import { orderKey } from '../../models/order-entry.ts'
import type { OrderStore } from '../../models/orders.ts'
import type { OwnOrderLine } from '../../models/own-order.ts'
import type { Clock } from '../clock.ts'
import { DomainError } from '../errors.ts'
import type { Log } from '../log.ts'
import { isOwn, type OwnOrderDocument } from '../orders/own-orders.ts'
import { paymentLook } from './looks.ts'
import { withLookAt } from './own-money.ts'
import type { Payments, PayParameters, PrepareOutcome } from './ports.ts'

/** A prepay_id lives two hours; whoever gets one must have time to use it. */
const freshMs = 6_600_000

/** Gives a way to pay an open order. The platform is asked for one when there is none, or the last is too old. */
export function createPreparePayment(deps: {
  platform: Pick<Payments, 'prepare' | 'parameters'>
  orders: Pick<OrderStore, 'find' | 'change'>
  /** The order may have been paid or closed without our knowing. */
  lookAtPayment(no: string): Promise<void>
  clock: Clock
  log: Log
}) {
  const { platform, orders, lookAtPayment, clock, log } = deps

  async function payable(no: string): Promise<OwnOrderDocument> {
    const order = await orders.find(orderKey(no, 'kelu'))
    if (!isOwn(order)) throw new DomainError('order.not_found', { no })
    const { step, ending, expiresAt } = order.own
    if (step !== 'open') throw new DomainError(step === 'paid' ? 'order.paid' : 'order.closed', { no })
    if (ending !== undefined || expiresAt <= clock.now()) throw new DomainError('order.expired', { no })
    return order
  }

  /** Kept before anybody has it: an order without one was never payable. */
  async function keep(no: string, id: string, at: Date): Promise<boolean> {
    let kept = false
    await orders.change(orderKey(no, 'kelu'), (known) => {
      kept = isOwn(known) && known.own.step === 'open' && known.own.ending === undefined
      if (!isOwn(known) || !kept) return null
      const look = known.own.look ?? paymentLook(at, 0)
      return { ...known, own: withLookAt({ ...known.own, prepay: { id, at }, ...(look && { look }) }) }
    })
    return kept
  }

  const isFresh = (order: OwnOrderDocument): boolean =>
    order.own.prepay !== undefined && clock.now().getTime() - order.own.prepay.at.getTime() < freshMs

  async function refused(no: string, outcome: Exclude<PrepareOutcome, { kind: 'prepared' }>): Promise<never> {
    const code = 'code' in outcome ? outcome.code : outcome.kind
    if (outcome.kind === 'refused')
      log.error({ no, code }, 'WeChat Pay refuses orders until its set-up is mended')
    if (outcome.kind === 'paid' || outcome.kind === 'closed') {
      await lookAtPayment(no)
      await payable(no)
    }
    throw new DomainError('platform.unavailable', { platform: 'wechatpay', code })
  }

  return async function prepare(no: string): Promise<PayParameters> {
    const order = await payable(no)
    const { prepay, totalFen, payer, lines, expiresAt } = order.own
    if (prepay !== undefined && isFresh(order)) return platform.parameters(prepay.id)
    const at = clock.now()
    const description = describe(lines)
    const outcome = await platform.prepare({ no, description, totalFen, openid: payer.openid, expiresAt })
    if (outcome.kind !== 'prepared') return refused(no, outcome)
    if (!(await keep(no, outcome.prepayId, at))) {
      await payable(no)
      throw new DomainError('order.expired', { no })
    }
    return platform.parameters(outcome.prepayId)
  }
}

/** What the payer reads on the bill. */
function describe(lines: readonly OwnOrderLine[]): string {
  const [first] = lines
  const name = first?.name ?? '商品'
  return lines.length > 1 ? `${name} 等${lines.length}种商品` : name
}
