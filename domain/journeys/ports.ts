/** Tells an outside system. Durable when it returns; the same `key` is the same call. */
export interface Webhooks {
  /** Throws `webhook.not_found` for a receiver that is not there. */
  call(request: { receiver: string; key: string; body: Record<string, unknown> }): Promise<void>
}
