import type { InputOf } from '../../api/operations.ts'

type Query = NonNullable<InputOf<'get', '/experiments/{journeyId}/{place}/people'>['query']>

/** Whose names are shown beside the figures. */
export interface Shown {
  title: string
  which: Query['which']
  arm?: string
}
