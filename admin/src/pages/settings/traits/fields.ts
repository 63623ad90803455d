import { part, type Written } from '../company/read.ts'

export const types = {
  text: '文字',
  number: '数字',
  boolean: '是或否',
  date: '日期',
  monthDay: '每年的一天',
} as const

export const sources = {
  form: '留资表单',
  profile: '小程序资料页',
  hook: '商城回调',
  import: '导入',
  api: '开放接口',
  step: '流程步骤',
} as const

/** One trait as it is written. */
export interface Trait {
  /** What rules and messages call it; never changes once it was published. */
  key: string
  label: string
  type: string
  set: string[]
  isPersonal: boolean
  consent: string
  written: Written
}

export function traitsIn(structure: Written): Trait[] {
  return Object.entries(part(structure, 'fields')).map(([key, value]) => {
    const written = (value ?? {}) as Written
    const consent = typeof written.consent === 'string' ? written.consent : ''
    return {
      key,
      label: typeof written.name === 'string' ? written.name : key,
      type: typeof written.type === 'string' ? written.type : 'text',
      set: Array.isArray(written.set) ? written.set.map(String) : ['step'],
      isPersonal: written.personal === true || consent !== '',
      consent,
      written,
    }
  })
}

const nameOf = (table: Record<string, string>, key: string): string => table[key] ?? key
export const typeName = (type: string): string => nameOf(types, type)

/** One line: 文字 · 留资表单、流程步骤可以填 · 个人信息 */
export function saysOf({ type, set, isPersonal, consent }: Omit<Trait, 'key' | 'label' | 'written'>): string {
  return [
    typeName(type),
    `${set.map((source) => nameOf(sources, source)).join('、')}可以填`,
    ...(isPersonal ? ['个人信息，加密保存、显示打码'] : []),
    ...(consent === '' ? [] : ['客户同意后才记']),
  ].join(' · ')
}

/** What differs between what is in use and what is written. */
export function changesOf(
  before: readonly Trait[],
  after: readonly Trait[],
): { key: string; label: string; was: string | null; now: string | null }[] {
  const known = new Map(before.map((trait) => [trait.key, trait]))
  const kept = new Set(after.map(({ key }) => key))
  const told = (trait: Trait) => `${trait.label}：${saysOf(trait)}`
  const changed = after.flatMap((trait) => {
    const old = known.get(trait.key)
    if (old && JSON.stringify(old.written) === JSON.stringify(trait.written)) return []
    return [{ key: trait.key, label: trait.label, was: old ? told(old) : null, now: told(trait) }]
  })
  const gone = before.filter(({ key }) => !kept.has(key))
  return [
    ...changed,
    ...gone.map((trait) => ({ key: trait.key, label: trait.label, was: told(trait), now: null })),
  ]
}
