import { DomainError } from '../errors.ts'
import type { Announce } from '../live.ts'
import type { AuditLog, Doer } from '../members/audit-log.ts'
import type { Publish } from './publish.ts'
import type { Published } from './published.ts'

/** Whether marketing is held everywhere, since when, by whom and why. */
export interface MarketingState {
  heldSince: Date | null
  byName: string | null
  reason: string | null
}

export type MarketingSwitch = ReturnType<typeof createMarketingSwitch>

const held = 'marketing.held'
const released = 'marketing.released'

/** All marketing held, or let go on, by somebody who gave a reason. */
export function createMarketingSwitch(deps: {
  publish: Publish
  published: Pick<Published, 'snapshot' | 'refresh'>
  auditLog: Pick<AuditLog, 'record' | 'list'>
  announce: Announce
}) {
  const { publish, published, auditLog, announce } = deps

  async function turn(marketing: 'hold' | 'release', by: Doer, reason: string): Promise<void> {
    const { marketingHeldSince } = await published.refresh()
    if ((marketing === 'hold') === (marketingHeldSince !== null)) {
      throw new DomainError('marketing.state', { heldSince: marketingHeldSince })
    }
    const { number } = await publish({ marketing, origin: 'page', by: by.memberId })
    await auditLog.record(by, {
      action: marketing === 'hold' ? held : released,
      details: { reason, publication: number },
    })
    announce('marketing')
  }

  return {
    async look(): Promise<MarketingState> {
      const { marketingHeldSince: heldSince } = published.snapshot()
      if (heldSince === null) return { heldSince, byName: null, reason: null }
      const [last] = await auditLog.list({ action: held, limit: 1 })
      const reason = last?.details?.reason
      return {
        heldSince,
        byName: last?.byName ?? null,
        reason: typeof reason === 'string' ? reason : null,
      }
    },
    /** @throws DomainError `marketing.state` when it is held already */
    hold: (by: Doer, reason: string) => turn('hold', by, reason),
    /** @throws DomainError `marketing.state` when it is not held */
    release: (by: Doer, reason: string) => turn('release', by, reason),
  }
}
