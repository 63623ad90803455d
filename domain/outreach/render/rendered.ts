import type { TouchPopup } from '../../../models/touch.ts'
import type {
  EmailMessage,
  KfMessage,
  SmsMessage,
  SubscriptionMessage,
  WecomMessage,
  WelcomeMessage,
} from '../ports.ts'

/** A message ready to hand to the channel, with the address it goes to. */
export type Rendered =
  | {
      channel: 'sms'
      message: SmsMessage
      address: string
      preview: string
      /** Without brackets; counts towards the length. */
      signature: string
      segments: number
    }
  | { channel: 'email'; message: EmailMessage; address: string }
  | { channel: 'miniprogram'; message: SubscriptionMessage; address: string }
  | { channel: 'wecom'; message: WecomMessage; address: string }
  | { channel: 'welcome'; message: WelcomeMessage; address: string }
  | { channel: 'kf'; message: KfMessage; address: string }
  | { channel: 'popup'; message: TouchPopup; address: string }
