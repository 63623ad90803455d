import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import type { Sender, SmsMessage } from '../../domain/outreach/ports.ts'

/** What the SMS gateway took, by our references, in a file that outlives whoever called. */
export function createLedger(file: string) {
  const taken = (): string[] =>
    existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []
  const refs = new Set(taken())
  const sender: Sender<SmsMessage> = {
    async send(_message, { ref }) {
      refs.add(ref)
      appendFileSync(file, `${ref}\n`)
      return { kind: 'sent', providerId: ref }
    },
    find: async (_message, { ref }) =>
      refs.has(ref) ? { kind: 'sent', providerId: ref } : { kind: 'notFound' },
  }
  return { sender, taken }
}
