import type { SandboxClock } from './clock.ts'
import type { Delivery, Platform } from './contract.ts'

export interface DeliveryFilter {
  platform?: Platform
  kind?: string
  receiver?: string
}

/** What the platforms were asked and what receivers saw. Lives in the sandbox's process, so it outlives Kelu's. */
export interface Ledger {
  /** The receiver saw it now. */
  delivered(delivery: Omit<Delivery, 'at'>): void
  /** Accepted, but the receiver will never see it. */
  lost(delivery: Omit<Delivery, 'at'>, reason: string): void
  called(platform: Platform, api: string): void
  refused(platform: Platform, api: string, code: number | string): void
  deliveries(filter?: DeliveryFilter): Delivery[]
  undelivered(filter?: DeliveryFilter): Delivery[]
  calls(): Record<string, number>
  refusals(): Record<string, number>
}

export function createLedger(clock: SandboxClock): Ledger {
  const seen: Delivery[] = []
  const unseen: Delivery[] = []
  const calls: Record<string, number> = {}
  const refusals: Record<string, number> = {}
  return {
    delivered: (delivery) => void seen.push({ ...delivery, at: clock.now().toISOString() }),
    lost: (delivery, reason) =>
      void unseen.push({
        ...delivery,
        at: clock.now().toISOString(),
        content: { ...delivery.content, reason },
      }),
    called: (platform, api) => count(calls, `${platform}:${api}`),
    refused: (platform, api, code) => count(refusals, `${platform}:${api}:${code}`),
    deliveries: (filter = {}) => seen.filter((delivery) => fits(delivery, filter)),
    undelivered: (filter = {}) => unseen.filter((delivery) => fits(delivery, filter)),
    calls: () => ({ ...calls }),
    refusals: () => ({ ...refusals }),
  }
}

function count(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1
}

function fits(delivery: Delivery, filter: DeliveryFilter): boolean {
  return (
    (filter.platform === undefined || delivery.platform === filter.platform) &&
    (filter.kind === undefined || delivery.kind === filter.kind) &&
    (filter.receiver === undefined || delivery.receiver === filter.receiver)
  )
}
