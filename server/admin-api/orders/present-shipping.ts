import type { ShippingReport } from '../../../models/shipping-reports.ts'

/** How the duty to report the shipping of an order stands. */
export function presentShipping(report: ShippingReport) {
  const { step, carrier, trackingNo, code, tries, dueAt } = report
  return {
    step,
    carrier: carrier ?? null,
    trackingNo: trackingNo ?? null,
    code: code ?? null,
    tries,
    nextAt: dueAt ?? null,
    corrects: correctsOf(report),
  }
}

function correctsOf({ step, correctedAt }: ShippingReport): 'freely' | 'once' | 'never' {
  if (step === 'due' || step === 'failed') return 'freely'
  return step === 'reported' && correctedAt === undefined ? 'once' : 'never'
}
