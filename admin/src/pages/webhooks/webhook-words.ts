import type { AnswerOf } from '../../api/operations.ts'

export type Webhook = AnswerOf<'get', '/webhooks'>['items'][number]
export type Delivery = AnswerOf<'get', '/webhooks/{id}/deliveries'>['items'][number]
type Attempt = Delivery['attempts'][number]
type Tone = 'bad' | 'attention' | 'info' | 'good' | 'quiet'

/** How one stands: the worst first. */
export function standingOf({ direction, state, paused, failingSince }: Webhook): {
  label: string
  tone: Tone
} {
  if (direction === 'in') return { label: '可以推来', tone: 'good' }
  if (state === 'paused') {
    if (paused?.because === 'failing') return { label: '连续几天没送到，自动暂停', tone: 'bad' }
    if (paused?.because === 'gone') return { label: '对方说不再接收，已暂停', tone: 'bad' }
    return { label: '已暂停', tone: 'attention' }
  }
  return failingSince ? { label: '正在失败', tone: 'attention' } : { label: '正常', tone: 'good' }
}

export const deliveryStates: Record<Delivery['state'], { label: string; tone: Tone }> = {
  waiting: { label: '等投递', tone: 'attention' },
  delivered: { label: '已送到', tone: 'good' },
  dead: { label: '放弃了', tone: 'bad' },
}

export const looks: { value: Delivery['state'] | ''; label: string }[] = [
  { value: '', label: '全部' },
  { value: 'waiting', label: '等投递' },
  { value: 'dead', label: '放弃了' },
  { value: 'delivered', label: '已送到' },
]

/** What came of a try, in words. */
export function attemptText({ status, why }: Pick<Attempt, 'status' | 'why'>): string {
  if (status !== null) {
    if (status >= 200 && status < 300) return `答 ${status}，收下了`
    if (status >= 300 && status < 400) return `答 ${status} 要转去别处，没有跟过去：请填最终的地址`
    if (status === 401 || status === 403) return `答 ${status}，对方不认：核对密钥和两边的时钟`
    if (status === 410) return '答 410，对方说不再接收'
    return `答 ${status}，没有收下`
  }
  if (why === 'address') return '没有去：地址指向内网或保留网段，要运维在设置里放行'
  if (why === 'timeout') return '15 秒内没有答'
  if (why === 'ENOTFOUND' || why === 'EAI_AGAIN') return '域名解析不了'
  return `连不上（${why ?? '原因不明'}）`
}

/** 1,000 is as far as it is counted. */
export const countText = (count: number): string => (count >= 1_000 ? '1,000+' : String(count))
