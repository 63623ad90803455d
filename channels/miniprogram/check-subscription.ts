import { isAllowedValue } from '../../domain/outreach/content/subscription-rules.ts'
import type { SubscriptionMessage } from '../../domain/outreach/ports.ts'
import { overLimit } from '../platform-error.ts'

/** Throws PlatformError `invalid` for what WeChat would answer with 47003 or 40037. */
export function checkSubscription(api: string, message: SubscriptionMessage): void {
  if (message.templateId === '') throw overLimit('wechat', api, 'templateId')
  if (message.page?.startsWith('/')) throw overLimit('wechat', api, 'page')
  for (const [key, value] of Object.entries(message.data)) {
    if (!isAllowedValue(key, value)) throw overLimit('wechat', api, key)
  }
}
