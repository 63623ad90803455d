import {
  Bell,
  ChatLineSquare,
  Connection,
  Finished,
  Link,
  MuteNotification,
  PriceTag,
  Share,
  ShoppingBag,
  Ticket,
  User,
  View,
} from '@element-plus/icons-vue'
import type { Component } from 'vue'
import { type Channel, channels } from '../../design/channels.ts'

interface Look {
  icon: Component
  tone: 'quiet' | 'info' | 'good' | 'attention' | 'bad'
}

const byName: readonly [prefix: string, look: Look][] = [
  ['touch.unsent', { icon: MuteNotification, tone: 'bad' }],
  ['message.clicked', { icon: Link, tone: 'good' }],
  ['message.replied', { icon: ChatLineSquare, tone: 'good' }],
  ['coupon.', { icon: Ticket, tone: 'quiet' }],
  ['order.', { icon: ShoppingBag, tone: 'good' }],
  ['task.overdue', { icon: Finished, tone: 'attention' }],
  ['task.waits', { icon: Finished, tone: 'attention' }],
  ['task.turned_away', { icon: Finished, tone: 'attention' }],
  ['task.', { icon: Finished, tone: 'info' }],
  ['intent.', { icon: Bell, tone: 'attention' }],
  ['journey.', { icon: Share, tone: 'quiet' }],
  ['segment.', { icon: Share, tone: 'quiet' }],
  ['customer.tag_', { icon: PriceTag, tone: 'quiet' }],
  ['wecom.', { icon: Connection, tone: 'good' }],
  ['customer.', { icon: User, tone: 'quiet' }],
]

/** How a line of the timeline is marked; words say the same. */
export function lookOf({ what, channel }: { what: string; channel: Channel | null }): Look {
  const found = byName.find(([prefix]) => what.startsWith(prefix))?.[1]
  if (found) return found
  return channel === null ? { icon: View, tone: 'quiet' } : { icon: channels[channel].icon, tone: 'info' }
}
