import type { DefinitionStore, DefinitionVersion, HeadState } from '../../models/definitions.ts'

/** One version of a definition, and when it was put into use. */
export interface VersionInHistory {
  number: number
  origin: DefinitionVersion['origin']
  by: string
  madeAt: Date
  /** Every publication that put it into use, newest first; none for one whose publisher did not get there. */
  published: { publication: number; at: Date; by: string }[]
}

/** A change of state that put no other version into use: paused, stopped, retired … */
export interface StateChange {
  publication: number
  at: Date
  by: string
  state: HeadState
}

export interface History {
  /** Newest first. */
  versions: VersionInHistory[]
  /** Newest first. */
  states: StateChange[]
}

/** What became of a definition; without versions when nobody ever made one. */
export async function historyOf(
  key: string,
  store: Pick<DefinitionStore, 'versionsOf' | 'changesOf'>,
): Promise<History> {
  const [versions, changes] = await Promise.all([store.versionsOf(key), store.changesOf(key)])
  return {
    versions: versions.map(({ number, origin, by, madeAt }) => ({
      number,
      origin,
      by,
      madeAt,
      published: changes
        .filter(({ from, to }) => to === number && from !== number)
        .map(({ publication, at, by }) => ({ publication, at, by })),
    })),
    states: changes.flatMap(({ publication, at, by, state }) =>
      state === undefined ? [] : [{ publication, at, by, state }],
    ),
  }
}
