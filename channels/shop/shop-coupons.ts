import { createHmac } from 'node:crypto'
import type { Clock } from '../../domain/clock.ts'
import type { ShopCouponRequest, ShopCoupons, ShopGrantOutcome } from '../../domain/coupons/ports.ts'
import { createHttp } from '../http.ts'
import { PlatformError } from '../platform-error.ts'
import { grantReply, refusalReply } from './types.ts'

const grantPath = '/coupons/grant'
/** The shop may have acted: a repeat is harmless, but it has a reason to be slow. */
const askAgainMs = 60_000

export interface ShopSettings {
  baseUrl: string
  secret: string
  clock: Clock
  /** Real time of one request. */
  timeoutMs?: number
}

/** Coupons of the company's own shop, by the interface README.md describes. */
export function createShopCoupons({ baseUrl, secret, clock, timeoutMs }: ShopSettings): ShopCoupons & {
  close(): void
} {
  const http = createHttp({ platform: 'shop', baseUrl, timeoutMs })

  function signed(body: object): Record<string, string> {
    const timestamp = String(Math.floor(clock.now().getTime() / 1_000))
    const said = `${timestamp}.${grantPath}.${JSON.stringify(body)}`
    const mac = createHmac('sha256', secret).update(said).digest('hex')
    return { 'x-kelu-timestamp': timestamp, 'x-kelu-signature': `sha256=${mac}` }
  }

  async function ask(body: ShopCouponRequest): Promise<ShopGrantOutcome> {
    const { status, json } = await http.call({ method: 'POST', path: grantPath, body, headers: signed(body) })
    const given = grantReply.safeParse(json)
    if (status < 300 && given.success) return { kind: 'granted', ...given.data }
    const refusal = refusalReply.safeParse(json)
    if (status >= 400 && refusal.success) return refused(refusal.data.error)
    // It may have given one that we cannot read.
    return { kind: 'unanswered', code: `http.${status}`, afterMs: askAgainMs }
  }

  return {
    async grant({ number, batch, buyer }) {
      try {
        return await ask({ number, batch, buyer })
      } catch (error) {
        if (!(error instanceof PlatformError)) throw error
        return {
          kind: 'unanswered',
          code: `${error.kind}.${error.code}`,
          afterMs: error.afterMs ?? askAgainMs,
        }
      }
    },
    close: http.close,
  }
}

function refused(error: string): ShopGrantOutcome {
  if (error === 'exhausted') return { kind: 'exhausted' }
  if (error === 'limit_reached') return { kind: 'limitReached' }
  return { kind: 'refused', code: error }
}
