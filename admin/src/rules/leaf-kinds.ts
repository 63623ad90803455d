import type { Written } from './tree.ts'
import type { Vocabulary } from './vocabulary.ts'

/** What a single condition asks about: the key it is written under. */
export const leafKinds = ['tag', 'trait', 'event', 'segment', 'consent', 'reach', 'entry', 'answer'] as const
export type LeafKind = (typeof leafKinds)[number]

const names: Record<LeafKind, string> = {
  tag: '标签',
  trait: '客户属性',
  event: '做过的事',
  segment: '人群包',
  consent: '营销授权',
  reach: '能否触达',
  entry: '起因的值',
  answer: '答复的值',
}
export const nameOfKind = (kind: LeafKind): string => names[kind]

/** Null for what no form knows. */
export const kindOf = (leaf: Written): LeafKind | null => leafKinds.find((kind) => kind in leaf) ?? null

/** Values of a run can be asked in steps only. */
export const outsideOfRuns = leafKinds.filter((kind) => kind !== 'entry' && kind !== 'answer')

/** A condition somebody just added. */
export function newLeaf(kind: LeafKind, vocabulary: Vocabulary): Written {
  switch (kind) {
    case 'tag':
      return { tag: '' }
    case 'trait':
      return { trait: 'lastSeenAt', before: '30 days ago' }
    case 'event':
      return { event: 'order.paid', atLeast: 1, within: '90 days' }
    case 'segment':
      return { segment: vocabulary.segments[0]?.id ?? '' }
    case 'consent':
      return { consent: 'sms', is: 'granted' }
    case 'reach':
      return { reach: 'sms', is: 'reachable' }
    case 'entry':
      return { entry: 'amountFen', atLeast: 1 }
    case 'answer':
      return { answer: 'amountFen', atLeast: 1 }
  }
}

/** What is said of a consent or of how somebody is reached. */
export const statesOf = {
  consent: { granted: '同意', refused: '拒绝', unknown: '没有表态' },
  reach: { reachable: '可触达', unreachable: '触达不到', unknown: '还不知道' },
} as const

/** What negates a condition reads best as. */
export const negations: Partial<Record<LeafKind, [yes: string, no: string]>> = {
  tag: ['有', '没有'],
  segment: ['属于', '不属于'],
}
