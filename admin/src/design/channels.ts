import {
  Cellphone,
  ChatDotRound,
  ChatLineSquare,
  ChatSquare,
  Message,
  Service,
} from '@element-plus/icons-vue'
import type { Component } from 'vue'

export type Channel = 'wecom' | 'welcome' | 'kf' | 'miniprogram' | 'sms' | 'email' | 'popup'

/** How each channel is told: icon and word first, colour last. */
export const channels: Record<Channel, { label: string; icon: Component; colour: string }> = {
  wecom: { label: '企业微信', icon: ChatDotRound, colour: 'var(--wecom)' },
  welcome: { label: '好友欢迎语', icon: ChatDotRound, colour: 'var(--wecom)' },
  kf: { label: '微信客服', icon: Service, colour: 'var(--wecom)' },
  miniprogram: { label: '小程序', icon: Cellphone, colour: 'var(--miniprogram)' },
  sms: { label: '短信', icon: ChatLineSquare, colour: 'var(--sms)' },
  email: { label: '邮件', icon: Message, colour: 'var(--email)' },
  popup: { label: '弹窗', icon: ChatSquare, colour: 'var(--popup)' },
}

export const isChannel = (name: string): name is Channel => Object.hasOwn(channels, name)
