/** Calls an outside system. The same `key` is the same call. */
export interface Webhooks {
  call(request: { url: string; key: string; body: Record<string, unknown> }): Promise<void>
}
