import type { AnswerOf } from '../../api/operations.ts'

type Definition = AnswerOf<'get', '/definitions/{kind}'>['items'][number]
type Counted = AnswerOf<'get', '/segments'>['items'][number]

export interface Row extends Pick<Definition, 'id' | 'name' | 'state' | 'stateName' | 'number'> {
  hasDraft: boolean
  people: number | null
  sentence: string | null
  usedBy: number
}

/** Segments with what is known of their people: in use first, then those somebody is still writing. */
export function rowsOf(definitions: readonly Definition[], counted: readonly Counted[]): Row[] {
  const known = new Map(counted.map((one) => [one.id, one]))
  const rows = definitions.map(({ id, name, state, stateName, number, draft }) => ({
    id,
    name,
    state,
    stateName,
    number,
    hasDraft: draft !== null,
    people: known.get(id)?.people ?? null,
    sentence: known.get(id)?.sentence ?? null,
    usedBy: known.get(id)?.usedBy ?? 0,
  }))
  const rank = ({ state, number }: Row): number => (state === 'live' ? 0 : number === null ? 1 : 2)
  return rows.sort(
    (a, b) => rank(a) - rank(b) || b.usedBy - a.usedBy || a.name.localeCompare(b.name, 'zh-CN'),
  )
}
