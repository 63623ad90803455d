import { randomUUID } from 'node:crypto'
import type { Outbound } from '../exchange.ts'
import { rfc3339 } from './fields.ts'
import type { PayKeys, SigningKey } from './keys.ts'
import { platformKey, sealed, signatureHeaders } from './signed.ts'
import type { PayOrder, PayRefund } from './state.ts'
import { refundNoticeView, transactionView } from './views.ts'
import type { PayWorld } from './world.ts'

interface Sender {
  world: PayWorld
  keys: PayKeys
}

/** Until the next try, about a day in all. */
const retryAfterMs = [
  15, 15, 30, 180, 600, 1_200, 1_800, 1_800, 1_800, 3_600, 10_800, 10_800, 10_800, 21_600, 21_600,
].map((seconds) => seconds * 1_000)

export interface PayNotice {
  id: string
  createdAt: Date
  eventType: string
  about: 'transaction' | 'refund'
  /** What is told, encrypted. */
  told: Record<string, unknown>
  notifyUrl: string
}

export function tellPaid(order: PayOrder, sender: Sender): Promise<void> {
  return tell(paidNotice(order, sender.world), order.outTradeNo, sender)
}

export function paidNotice(order: PayOrder, { settings, clock }: PayWorld): PayNotice {
  return {
    id: randomUUID(),
    createdAt: clock.now(),
    eventType: 'TRANSACTION.SUCCESS',
    about: 'transaction',
    // Told as it was paid, also when a refund has begun since.
    told: transactionView({ ...order, state: 'SUCCESS' }, settings),
    notifyUrl: order.notifyUrl,
  }
}

export async function tellRefund(order: PayOrder, refund: PayRefund, sender: Sender): Promise<void> {
  if (refund.notifyUrl === undefined) return
  await tell(refundNotice(order, refund, sender.world), refund.outRefundNo, sender)
}

function refundNotice(order: PayOrder, refund: PayRefund, { settings, clock }: PayWorld): PayNotice {
  return {
    id: randomUUID(),
    createdAt: clock.now(),
    eventType: `REFUND.${refund.status}`,
    about: 'refund',
    told: refundNoticeView(order, refund, settings),
    notifyUrl: refund.notifyUrl as string,
  }
}

async function tell(notice: PayNotice, number: string, { world, keys }: Sender): Promise<void> {
  const { state, courier, scheduler, clock } = world
  const deliver = () =>
    courier.deliver({
      kind: `wechatpay.${notice.eventType}`,
      about: { id: notice.id, number },
      make: (target) => outboundOf(notice, { by: signerOf(world, keys), keys, at: clock.now(), target }),
      acceptedBy: ({ status }) => status === 200 || status === 204,
      retryAfterMs,
    })
  const all = async () => {
    await Promise.all(Array.from({ length: state.noticeTimes }, deliver))
  }
  if (state.noticeDelayMs === 0) return all()
  scheduler.at(new Date(clock.now().getTime() + state.noticeDelayMs), all)
}

export function signerOf({ state }: PayWorld, keys: PayKeys): SigningKey {
  return state.noticesBy === 'publicKey' ? keys.publicKey : platformKey(keys, state)
}

/** One try of a notice: encrypted and signed anew. */
export function outboundOf(
  notice: PayNotice,
  { by, keys, at, target }: { by: SigningKey; keys: PayKeys; at: Date; target: string },
): Outbound & { body: string; headers: Record<string, string> } {
  const body = JSON.stringify({
    id: notice.id,
    create_time: rfc3339(notice.createdAt),
    event_type: notice.eventType,
    resource_type: 'encrypt-resource',
    summary: notice.about === 'transaction' ? '支付成功' : '退款结果',
    resource: {
      ...sealed(JSON.stringify(notice.told), notice.about, keys.apiV3Key),
      original_type: notice.about,
    },
  })
  return {
    method: 'POST',
    // The public address leads to where Kelu listens here.
    url: `${target}${new URL(notice.notifyUrl).pathname}`,
    headers: { 'content-type': 'application/json', ...signatureHeaders(by, body, at) },
    body,
  }
}
