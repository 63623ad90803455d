import type {
  AttemptRef,
  FoundOutcome,
  Sender,
  SendOutcome,
  SmsMessage,
} from '../../domain/outreach/ports.ts'
import type { StaffSms } from '../../domain/sales/ports.ts'
import { holdsLink } from '../../domain/text/inert-words.ts'

/** One text message with the template of the gateway it goes through. */
export interface GatewaySms {
  /** E.164 */
  phone: string
  template: string
  /** In the order the message writes them: gateways that count their variables go by it. */
  params: Record<string, string>
  /** Approved signature without brackets, instead of the configured one. */
  signName?: string
}

/** A provider of text messages; each is a folder of its own. */
export interface SmsGateway {
  /** Its key in a message's `templates`. */
  readonly name: string
  send(sms: GatewaySms, attempt: AttemptRef): Promise<SendOutcome>
  find(sms: GatewaySms, attempt: AttemptRef): Promise<FoundOutcome>
}

/** Text messages to customers and staff through one gateway. */
export function createSmsSender({ gateway }: { gateway: SmsGateway }): Sender<SmsMessage> & StaffSms {
  return {
    async send({ phone, templates, params, signatures }: SmsMessage, attempt) {
      const template = templates[gateway.name]
      if (!template) return { kind: 'refused', reason: 'configuration', code: 'template.missing' }
      // Under the signature of another brand it would be somebody else's message.
      const signName = signatures?.[gateway.name]
      if (signatures && !signName) {
        return { kind: 'refused', reason: 'configuration', code: 'signature.missing' }
      }
      // The approved text carries the domain.
      const linked = Object.keys(params).find((name) => holdsLink(params[name] ?? ''))
      if (linked) return { kind: 'refused', reason: 'content', code: 'param.link', detail: linked }
      const empty = Object.keys(params).find((name) => params[name]?.trim() === '')
      if (empty) return { kind: 'refused', reason: 'content', code: 'param.empty', detail: empty }
      return gateway.send({ phone, template, params, ...(signName && { signName }) }, attempt)
    },
    async find({ phone, templates, params }, attempt) {
      const template = templates[gateway.name]
      if (!template) return { kind: 'cannotTell' }
      return gateway.find({ phone, template, params }, attempt)
    },
  }
}
