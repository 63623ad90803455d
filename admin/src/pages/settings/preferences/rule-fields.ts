import type { Structure } from '../../../drafts/use-draft.ts'

/** What a rule goes by, as it is chosen. */
export type EvidenceKind = 'discountedOrders' | 'promotionClicks' | 'categories' | 'topics'

export const evidenceKinds: { kind: EvidenceKind; label: string; hint: string; tag: string }[] = [
  { kind: 'discountedOrders', label: '用了优惠的订单', hint: '买的时候多半用券或打折', tag: '价格敏感' },
  { kind: 'promotionClicks', label: '点开的促销', hint: '点开的消息和页面多半讲优惠', tag: '关注促销' },
  {
    kind: 'categories',
    label: '看、加购和买的类目',
    hint: '每个类目算分，标签里写 {类目}',
    tag: '偏好{类目}',
  },
  { kind: 'topics', label: '看过的内容主题', hint: '每个主题分开算，标签里写 {主题}', tag: '偏好{主题}' },
]

/** What each kind begins with, as in the rules that come with Kelu. */
const beginnings: Record<EvidenceKind, unknown> = {
  promotionClicks: 'promotionClicks',
  discountedOrders: { discountedOrders: { minDiscountShare: 0.2 } },
  categories: {
    categories: { weights: { view: 1, cart: 3, order: 5 }, halfLifeDays: 30, minScore: 5, atMost: 2 },
  },
  topics: { topics: { minDays: 2 } },
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

export function kindOf({ evidence }: Structure): EvidenceKind | null {
  if (evidence === 'promotionClicks') return evidence
  const [named] = isRecord(evidence) ? Object.keys(evidence) : []
  return evidenceKinds.find(({ kind }) => kind === named)?.kind ?? null
}

/** The rule going by something else; a tag that was none of its own becomes the usual one of that. */
export function withKind(structure: Structure, kind: EvidenceKind): Structure {
  const usual = evidenceKinds.find((one) => one.kind === kind)?.tag
  const before = evidenceKinds.find((one) => one.kind === kindOf(structure))?.tag
  const isUsual = structure.tag === before || structure.tag === undefined
  return { ...structure, evidence: beginnings[kind], ...(isUsual && { tag: usual }) }
}

/** What is asked of the evidence alone, at a place such as `weights.view`; null where nothing is written. */
export function detailOf({ evidence }: Structure, place: string): number | null {
  const [inside] = isRecord(evidence) ? Object.values(evidence) : []
  const found = place.split('.').reduce((at: unknown, key) => (isRecord(at) ? at[key] : undefined), inside)
  return typeof found === 'number' ? found : null
}

/** The evidence with another figure there. */
export function withDetail({ evidence }: Structure, place: string, value: number | null): unknown {
  if (!isRecord(evidence)) return evidence
  const [kind = '', inside] = Object.entries(evidence)[0] ?? []
  const put = (at: unknown, [key = '', ...rest]: string[]): unknown => ({
    ...(isRecord(at) ? at : {}),
    [key]: rest.length === 0 ? value : put(isRecord(at) ? at[key] : {}, rest),
  })
  return { [kind]: put(inside, place.split('.')) }
}

/** 0.35 → 35; null stays. */
export const percentOf = (share: number | null): number | null =>
  share === null ? null : Math.round(share * 1_000) / 10
export const shareOf = (percent: number | null): number | null =>
  percent === null ? null : Math.round(percent * 10) / 1_000
