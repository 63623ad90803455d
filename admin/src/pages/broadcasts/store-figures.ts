import type { AnswerOf } from '../../api/operations.ts'
import { figure } from '../../design/numbers.ts'
import { shortOf } from './reason-words.ts'
import { summed } from './summed.ts'

type StoreFigures = AnswerOf<'post', '/broadcasts/forecast'>['figures']['stores'][number]

/** A 门店 as the page tells it; of a sample, every figure is what it stands for. */
export interface StoreRow {
  code: string
  name: string
  region: string
  people: number
  /** By a group-send that salespeople confirm; from when until when they are asked, where it is one window. */
  asked: number
  windows: { at: string; until: string; people: number }[]
  unconfirmed: number
  otherWay: number
  later: number
  notSent: number
  /** Why WeCom is closed to some; empty where it is to none. */
  note: string
}

/** Two slices as one. */
export function addStores(one: readonly StoreFigures[], other: readonly StoreFigures[]): StoreFigures[] {
  return summed([...one, ...other], 'code', (a, b) => ({
    ...a,
    people: a.people + b.people,
    asked: summed([...a.asked, ...b.asked], 'at', (x, y) => ({ ...x, people: x.people + y.people })),
    unconfirmed: a.unconfirmed + b.unconfirmed,
    otherWay: a.otherWay + b.otherWay,
    later: a.later + b.later,
    notSent: a.notSent + b.notSent,
    wecomClosed: summed([...a.wecomClosed, ...b.wecomClosed], 'reason', (x, y) => ({
      ...x,
      people: x.people + y.people,
    })),
  }))
}

/** By region, then by name; those of no 门店 last. */
export function storeRows(stores: readonly StoreFigures[], scaled: (people: number) => number): StoreRow[] {
  const rows = stores.map(
    (store): StoreRow => ({
      code: store.code,
      name: store.name ?? '没有门店',
      region: store.region ?? '',
      people: scaled(store.people),
      asked: store.asked.reduce((sum, { people }) => sum + scaled(people), 0),
      windows: store.asked
        .map((window) => ({ ...window, people: scaled(window.people) }))
        .sort((a, b) => (a.at < b.at ? -1 : 1)),
      unconfirmed: scaled(store.unconfirmed),
      otherWay: scaled(store.otherWay),
      later: scaled(store.later),
      notSent: scaled(store.notSent),
      note: store.wecomClosed
        .map(({ reason, says, people }) => `${shortOf(reason, says)} ${figure(scaled(people))}`)
        .join(' · '),
    }),
  )
  const key = ({ code, region, name }: StoreRow) => `${code === '' ? 1 : 0} ${region || '~'} ${name}`
  return rows.sort((one, other) => key(one).localeCompare(key(other), 'zh-CN'))
}

export interface RegionRow {
  region: string
  stores: number
  people: number
  asked: number
}

/** What the 门店 of each region come to; none where there is one region or none. */
export function regionsOf(rows: readonly StoreRow[]): RegionRow[] {
  const regions = summed(
    rows
      .filter(({ region }) => region !== '')
      .map(({ region, people, asked }) => ({ region, stores: 1, people, asked })),
    'region',
    (a, b) => ({ ...a, stores: a.stores + b.stores, people: a.people + b.people, asked: a.asked + b.asked }),
  )
  return regions.length > 1 ? regions : []
}
