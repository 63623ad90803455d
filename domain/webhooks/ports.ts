/** One call of a receiver, ready to be made. */
export interface WebhookCall {
  url: string
  headers: Record<string, string>
  /** These very characters were signed. */
  body: string
}

/** What came of a call: the status of the answer, or why there is none, as a code without addresses or content. */
export type WebhookOutcome =
  | { kind: 'answered'; status: number }
  | { kind: 'failed'; why: 'address' | 'timeout' | 'unreachable'; code: string }

/** Calls receivers outside: never at an address that is not for us, never on to where a redirect points, in bounded time. */
export interface WebhookSender {
  /** Whether it could ever be called: its scheme, no user in it, and no literal address that is not for us. */
  accepts(url: string): boolean
  send(call: WebhookCall): Promise<WebhookOutcome>
}
