import type { DateTime } from 'luxon'
import type { Customer } from '../../../models/customer.ts'
import type { Brands } from '../../language/brands.ts'
import type { MessageDefinition } from '../../language/message.ts'
import type { Render } from '../content/template-engine.ts'
import type { VariableValue } from '../content/variables.ts'

/** Where a message can be sent to; absent parts mean the channel cannot be used. */
export interface Addresses {
  phone?: string
  email?: string
  /** In the mini-program the message goes by. */
  openid?: string
  /** In the configured one, where pop-ups wait. */
  popupOpenid?: string
  externalUserid?: string
  /** Of 微信客服. */
  kfUserid?: string
  welcomeCode?: string
  welcomeUntil?: Date
}

/** Everything a channel's renderer works from. */
export interface RenderInput {
  message: MessageDefinition
  customer: Customer
  touchId: string
  addresses: Addresses
  /** For any text: words of strangers make no link and no markup in it. */
  values: Record<string, VariableValue>
  /** The same as they are stored. */
  stored: Record<string, VariableValue>
  /** Those that are dates, on the customer's own calendar. */
  dates: Record<string, DateTime>
  /** Short code by link name. */
  codes: Record<string, string>
  /** Checked target by link name. */
  targets: Record<string, string>
  /** Plain text; `html` escapes what it puts in. Both throw a ContentFault for a variable without value. */
  text: Render
  html: Render
  settings: RenderSettings
}

export interface RenderSettings {
  /** Public origin of the short links, no trailing slash. */
  publicUrl: string
  smsGateway: string
  /** Of the brands messages may be from, those in force now. */
  brands(): Brands
  /** Without brackets; counts towards the length. */
  smsSignature: string
  miniprogramAppId: string
  /** AppIDs of brands whose secret is known; absent = none is. */
  brandMiniPrograms?: readonly string[]
  openUrl(customerId: string, touchId: string): string
  unsubscribeUrl(customerId: string, touchId: string): string
}
