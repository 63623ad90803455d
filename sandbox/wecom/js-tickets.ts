import { createMovingCounter } from '../windows.ts'

const hourMs = 3_600_000

export type TicketKind = 'corp' | 'app'

/** Tickets that sign pages for the client's JS-SDK (documents 90506, 94313): one of the corp, one of the application. */
export interface JsTickets {
  current: Partial<Record<TicketKind, { value: string; expiresAt: Date }>>
  /** Calls for each in the last hour. */
  asked: ReturnType<typeof createMovingCounter>
}

export function createJsTickets(): JsTickets {
  return { current: {}, asked: createMovingCounter(hourMs) }
}
