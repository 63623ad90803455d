import type { ShippingReport, ShippingReportStore } from '../../models/shipping-reports.ts'
import type { Clock } from '../clock.ts'
import { DomainError } from '../errors.ts'

export interface Parcel {
  carrier?: string
  trackingNo?: string
}

/**
 * Another carrier or tracking number for an order that was shipped, or the same told again. What the platform was told before it
 * takes once more, under a later time; what never reached it counts as nothing told.
 * https://developers.weixin.qq.com/miniprogram/dev/platform-capabilities/business-capabilities/order-shipping/order-shipping.html
 * @throws DomainError `shipping.none` (nothing was shipped here), `shipping.over` (received or refunded), `shipping.corrected`
 * (the one correction is used up), `shipping.moved` (somebody else was faster)
 */
export function createCorrection(deps: { store: Pick<ShippingReportStore, 'find' | 'write'>; clock: Clock }) {
  const { store, clock } = deps

  return async (no: string, parcel: Parcel): Promise<void> => {
    const known = await store.find(no)
    if (known === null) throw new DomainError('shipping.none', { no })
    const isTold = requireOpen(known) === 'told'
    const isSame = known.carrier === parcel.carrier && known.trackingNo === parcel.trackingNo
    // Nothing to correct: the one correction there is stays.
    if (isTold && isSame) return
    const now = clock.now()
    const { _id, rev, carrier, trackingNo, code, ...kept } = known
    const next: Omit<ShippingReport, '_id' | 'rev'> = {
      ...kept,
      ...parcel,
      step: 'due',
      tries: 0,
      dueAt: now,
      ...(isTold && { correctedAt: now }),
    }
    if ((await store.write(known, next)) === null) throw new DomainError('shipping.moved', { no })
  }
}

/** Whether the platform was told of it already. */
function requireOpen({ _id: no, step, correctedAt }: ShippingReport): 'told' | 'untold' {
  if (step === 'received' || step === 'refunded') throw new DomainError('shipping.over', { no, step })
  if (step !== 'reported') return 'untold'
  if (correctedAt !== undefined) throw new DomainError('shipping.corrected', { no })
  return 'told'
}
