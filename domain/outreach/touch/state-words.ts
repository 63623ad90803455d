import type { TouchState } from '../../../models/touch.ts'

/** How a message stands, in a word (zh-CN). */
export const touchStates: Record<TouchState, string> = {
  planned: '待处理',
  reserved: '待发送',
  sending: '发送中',
  sent: '已发出',
  delivered: '已送达',
  opened: '已打开',
  clicked: '已点击',
  replied: '已回复',
  converted: '已转化',
  deferred: '稍后再发',
  skipped: '未发送',
  failed: '发送失败',
  unknown: '结果未知',
  expired: '已过期',
}
