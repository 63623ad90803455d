import type { AnswerOf } from '../../api/operations.ts'

export type ImportHead = AnswerOf<'get', '/imports'>['items'][number]
export type ImportState = ImportHead['state']

export type ImportKind = ImportHead['kind']

/** What a kind of file is called, what its rows come to, and what importing it does not do. */
export const kindLooks = {
  customers: {
    label: '客户',
    counts: [
      { name: 'new', label: '新客户', unit: '人' },
      { name: 'known', label: '已认识的', unit: '人' },
    ],
    note: '导入的都算历史：不发消息，不触发流程。已认识的客户只补上缺的资料；拒绝过的一直是拒绝。',
  },
  orders: {
    label: '订单',
    counts: [
      { name: 'new', label: '新订单', unit: '笔' },
      { name: 'known', label: '已经有的', unit: '笔' },
    ],
    note: '每行是订单的一件商品，订单号一样的算一笔。都算历史：不发消息，不触发流程；以前有过的订单以先前的为准。',
  },
  tags: {
    label: '标签',
    counts: [
      { name: 'new', label: '新打上的', unit: '个' },
      { name: 'known', label: '已经有的', unit: '个' },
    ],
    note: '导入的都算历史：不发消息，不触发流程。没有过的标签会建上，已有的标签不会拿掉。',
  },
  products: {
    label: '商品',
    counts: [
      { name: 'new', label: '新商品', unit: '件' },
      { name: 'changed', label: '有改动的', unit: '件' },
      { name: 'known', label: '没有变的', unit: '件' },
    ],
    note: '商品编号一样的按文件改，文件里没有的列不动。已下的订单价格不变。',
  },
  coupons: {
    label: '优惠券',
    counts: [
      { name: 'new', label: '新的券', unit: '张' },
      { name: 'known', label: '已经有的', unit: '张' },
    ],
    note: '客户在商城里已有的券，只能导进商城发码的批次。发券的时候已经过去，不发消息；快到期的，到时照常提醒。',
  },
} as const satisfies Record<
  ImportKind,
  { label: string; counts: readonly { name: string; label: string; unit: string }[]; note: string }
>
export const kindChoices = Object.entries(kindLooks).map(([value, { label }]) => ({
  value: value as ImportKind,
  label,
}))

export const stateLooks = {
  uploading: { label: '上传中', tone: 'quiet' },
  mapping: { label: '等你对应列', tone: 'attention' },
  checking: { label: '正在试导入', tone: 'info' },
  checked: { label: '试导入好了，等你导入', tone: 'attention' },
  running: { label: '正在导入', tone: 'info' },
  done: { label: '导入完了', tone: 'good' },
  cancelled: { label: '已取消', tone: 'quiet' },
  refused: { label: '不能导入', tone: 'bad' },
} as const satisfies Record<ImportState, { label: string; tone: string }>

export const isUnderWay = (state: ImportState): boolean => state === 'checking' || state === 'running'

/** Why marketing may not go to somebody, in the order pages tell it. */
const whyNot = {
  noConsent: '没有同意的记录',
  incomplete: '写了同意，但缺时间、文本或证据',
  refused: '本人或同一个号码拒绝过',
  noAddress: '没有填',
  unreachable: '以前发不到',
} as const

export interface Textable {
  channel: string
  can: number
  why: { says: string; count: number }[]
}

/** Who can be texted and who not, by channel. */
export function textableOf(counts: Record<string, number>): Textable[] {
  const channels = [
    { id: 'sms', channel: '营销短信' },
    { id: 'email', channel: '营销邮件' },
  ]
  return channels.map(({ id, channel }) => ({
    channel,
    can: counts[`${id}.can`] ?? 0,
    why: Object.entries(whyNot).flatMap(([reason, says]) => {
      const count = counts[`${id}.${reason}`] ?? 0
      return count === 0 ? [] : [{ says, count }]
    }),
  }))
}

/** `1.2 MB` */
export function sizeWords(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`
}
