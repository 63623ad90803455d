import { z } from 'zod'
import type { Clock } from '../../domain/clock.ts'
import type { CustomerService } from '../../domain/customer-service/create-customer-service.ts'
import type { EventHandler } from './event-handler.ts'

const rangSchema = z.object({ OpenKfId: z.string().min(1), Token: z.string().min(1).optional() })

/** A token lives ten minutes (document 94699); one that may end on its way is left out. */
const tokenMs = 9 * 60_000

/** 微信客服 has something to be fetched (kf_msg_or_event): what it is, the account itself tells. */
export function createKfRang(deps: {
  customerService: Pick<CustomerService, 'hearFrom'>
  clock: Clock
}): EventHandler {
  const { customerService, clock } = deps
  return async (event, delivery) => {
    const rang = rangSchema.safeParse(event)
    if (!rang.success) return 'ignored'
    const { OpenKfId: account, Token: token } = rang.data
    const isFresh = clock.now().getTime() - delivery.at.getTime() < tokenMs
    await customerService.hearFrom(account, isFresh ? token : undefined)
    return 'done'
  }
}
