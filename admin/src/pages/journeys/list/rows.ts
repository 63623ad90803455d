import type { AnswerOf } from '../../../api/operations.ts'
import { rate } from '../../../design/numbers.ts'

export type Row = AnswerOf<'get', '/journeys'>['items'][number]
export type ShownState = 'running' | 'pilot' | 'paused' | 'draft' | 'stopped' | 'ended'

/** As chips tell it. */
export function shownState({ state, pilot }: Pick<Row, 'state' | 'pilot'>): ShownState {
  switch (state) {
    case 'draft':
      return 'draft'
    case 'paused':
    case 'resuming':
      return 'paused'
    case 'stopped':
      return 'stopped'
    case 'ended':
    case 'retired':
      return 'ended'
    default:
      return pilot ? 'pilot' : 'running'
  }
}

export const filters = [
  { key: 'all', label: '全部', holds: () => true },
  { key: 'running', label: '在跑', holds: (row: Row) => ['running', 'pilot'].includes(shownState(row)) },
  { key: 'paused', label: '已暂停', holds: (row: Row) => ['paused', 'stopped'].includes(shownState(row)) },
  { key: 'draft', label: '草稿', holds: (row: Row) => row.draft !== null },
] as const
export type FilterKey = (typeof filters)[number]['key']

export interface Wanted {
  filter: FilterKey
  /** Empty = whoever it is. */
  owner: string
  words: string
}

/** Rows to be shown; what runs stands before what does not. */
export function chosen(rows: readonly Row[], { filter, owner, words }: Wanted): Row[] {
  const { holds } = filters.find(({ key }) => key === filter) ?? filters[0]
  const sought = words.trim().toLowerCase()
  const order: ShownState[] = ['running', 'pilot', 'paused', 'stopped', 'draft', 'ended']
  return rows
    .filter((row) => holds(row) && (owner === '' || row.owner === owner))
    .filter((row) => sought === '' || textOf(row).includes(sought))
    .sort((a, b) => order.indexOf(shownState(a)) - order.indexOf(shownState(b)))
}

function textOf({ name, id, trigger, actions, branches }: Row): string {
  return [name, id, trigger, ...actions, ...branches].join(' ').toLowerCase()
}

/** The part of a sentence that fits a cell: what stands behind the semicolon is told on hover. */
export const inShort = (sentence: string): string => sentence.split('；')[0]?.replace(/时?开始$/, '') ?? ''

/** What a step is called, before what it does. */
export const nameIn = (said: string): string => /^(.+?)：|^(.+?[？?])/.exec(said)?.slice(1).join('') ?? said

export function reachedRate({ figures }: Row): string {
  return figures?.reached == null ? '–' : rate(figures.reached, figures.entered)
}

/** How its test stood, as short as a cell: 通过, 2 处没通过. */
export function testShort({ test }: Pick<Row, 'test'>): string {
  if (test.passed === null) return test.words
  return test.passed ? '通过' : `${test.faults} 处没通过`
}

/** What is open about it, beside its test: 草稿 · 1 处要改. */
export function openMatter({ draft, draftFaults, state }: Row): { text: string; isBad: boolean } | null {
  if (draft === null || state === 'draft') {
    return draftFaults > 0 ? { text: `${draftFaults} 处要改`, isBad: true } : null
  }
  return { text: draftFaults > 0 ? `草稿 · ${draftFaults} 处要改` : '有草稿没发布', isBad: draftFaults > 0 }
}
