import { ApiError } from '../../api/api-error.ts'
import type { Column } from '../../design/parts/DataTable.vue'
import type { FunnelRow } from '../../design/parts/FunnelTable.vue'
import type { SentencePart } from '../../design/parts/SentenceText.vue'

interface Flow {
  name: string
  state: 'running' | 'pilot' | 'paused'
  share?: number
  trigger: string
  inside: number
}

export const columns: Column[] = [
  { key: 'name', label: '流程', onPhone: 'head' },
  { key: 'state', label: '状态', onPhone: 'beside' },
  { key: 'trigger', label: '触发条件' },
  { key: 'inside', label: '流程内', align: 'end' },
]

export const flows: Flow[] = [
  { name: '潜在用户引流', state: 'running', trigger: '提交留资表单', inside: 386 },
  { name: '老用户复购', state: 'pilot', share: 30, trigger: '预计复购日前 3 天', inside: 264 },
  { name: '季度召回', state: 'paused', trigger: '每季首月 10 日，有「深度流失」', inside: 0 },
]

export const sentence: SentencePart[] = [
  { text: '最近 ' },
  { text: '30 天没有互动', key: 'quiet' },
  { text: '，并且' },
  { text: '买过 2 单以上', key: 'orders' },
  { text: '，但不是' },
  { text: '员工', key: 'staff' },
  { text: '的人' },
]

export const funnel: FunnelRow[] = [
  { reason: '未同意接收营销信息', lost: 1_204, to: '/' },
  { reason: '今天的触达次数已满', setting: { label: '每天 2 条', to: '/' }, lost: 412, to: '/' },
  { reason: '没有手机号', lost: 0, to: '/' },
]

/** A query whose last asking failed, with what it had before. */
export const failed = {
  data: '7 个流程',
  error: new ApiError(0, 'network.down', '连不上服务器，检查网络后再试'),
  isPlaceholderData: false,
  dataUpdatedAt: Date.UTC(2026, 10, 26, 6, 1),
  refetch: () => undefined,
}
