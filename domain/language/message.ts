import type { Channel } from '../../models/customer.ts'
import type { Purpose } from '../../models/touch.ts'
import type {
  EmailContent,
  PopupContent,
  SmsContent,
  SubscriptionContent,
  WecomContent,
} from './message-content.ts'
import type { VariableDefinition } from './variable.ts'

export interface MessageDefinition {
  id: string
  name: string
  purpose: Purpose
  /** What it is about, as the settings call it: they may cap it. */
  category?: string
  /** Which of the brands of the settings it is from: its SMS signature, and the mini-program its cards open. */
  brand?: string
  /** What its links lead to is about, as customers see it: whoever follows one looked at that. */
  topic?: string
  /** True where they lead to something for less. */
  promotion?: boolean
  /** An order, or the customer's usual channel first. */
  prefer: 'auto' | Channel[]
  variables: Record<string, VariableDefinition>
  /** What each channel says; one without content cannot be used. The keys stand in the order `auto` falls back to: SMS last. */
  content: {
    /** Said within 20 s of a new friendship, never by a journey. */
    welcome?: WecomContent
    wecom?: WecomContent
    /** Words, or one attachment. */
    kf?: WecomContent
    miniprogram?: SubscriptionContent
    popup?: PopupContent
    email?: EmailContent
    sms?: SmsContent
  }
}
