import type { Shipment, ShippingDuty, ShippingOutcome } from '../../domain/shipping/ports.ts'
import { PlatformError } from '../platform-error.ts'
import type { MiniprogramApi } from './api.ts'

const dayMs = 86_400_000
const shanghaiOffsetMs = 8 * 3_600_000
/** 顺丰 asks for a phone. */
const wantsContact = new Set(['SF'])

/** Codes of upload_shipping_info that mean: it was reported before, or nothing changed. */
const done = new Set(['10060002', '10060003', '10060023', '268440065'])
/** The payment is not filed yet, or the platform is busy. */
const later = new Set(['10060001', '10060012'])

/** Shipping of own orders, told to the mini-program's trade management. Carriers are looked up by id or name once a day. */
export function createShippingDuty(deps: { api: MiniprogramApi; now: () => Date }): ShippingDuty {
  const { api, now } = deps
  let carriers: { at: number; idOf: Map<string, string> } | null = null

  async function carrierId(carrier: string): Promise<string | null> {
    if (carriers === null || now().getTime() - carriers.at > dayMs) {
      const list = await api.listCarriers()
      const pairs = list.flatMap(({ delivery_id: id, delivery_name: name }) => [
        [id, id] as const,
        [name, id] as const,
      ])
      carriers = { at: now().getTime(), idOf: new Map(pairs) }
    }
    return carriers.idOf.get(carrier) ?? null
  }

  async function send(shipment: Shipment): Promise<ShippingOutcome> {
    const { carrier, trackingNo, receiverPhone, hasAddress } = shipment
    const isParcel = carrier !== undefined && trackingNo !== undefined
    const express = isParcel ? await carrierId(carrier) : null
    if (isParcel && express === null) return { kind: 'refused', code: 'carrier.unknown' }
    const asksPhone = express !== null && wantsContact.has(express)
    if (asksPhone && receiverPhone === undefined) return { kind: 'refused', code: 'contact.missing' }
    await api.uploadShipping({
      transactionId: shipment.transactionId,
      openid: shipment.openid,
      // 1 express, 2 brought, 4 fetched
      logisticsType: isParcel ? 1 : hasAddress ? 2 : 4,
      parcel: {
        item_desc: shipment.description,
        ...(express !== null && { express_company: express, tracking_no: trackingNo }),
        ...(asksPhone && { contact: { receiver_contact: receiverPhone } }),
      },
      uploadTime: shanghaiTime(now()),
    })
    return { kind: 'reported' }
  }

  return {
    report: (shipment) => send(shipment).catch(outcomeOf),

    async stateOf(transactionId) {
      try {
        return { kind: 'told', state: await api.tradeState(transactionId) }
      } catch (error) {
        if (!(error instanceof PlatformError)) throw error
        return { kind: 'unknown', code: error.code }
      }
    },
  }
}

function outcomeOf(error: unknown): ShippingOutcome {
  if (!(error instanceof PlatformError)) throw error
  const { code } = error
  if (done.has(code)) return { kind: 'reported', code }
  if (code === '10060004') return { kind: 'state', code }
  // What may have arrived is asked again: the platform says then that it was reported.
  if (later.has(code) || error.retryable || error.sent === 'maybe') return { kind: 'later', code }
  return { kind: 'refused', code }
}

/** RFC 3339 with ms, as the platform's documents write it: 2026-03-02T09:00:00.000+08:00. */
function shanghaiTime(at: Date): string {
  return new Date(at.getTime() + shanghaiOffsetMs).toISOString().replace('Z', '+08:00')
}
