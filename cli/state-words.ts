import type { InboxState } from '../models/inbox.ts'

export const inboxStates: Record<InboxState, string> = {
  received: '待处理',
  done: '已处理',
  failed: '失败',
  ignored: '无需处理',
}
