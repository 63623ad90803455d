import type { DefinitionVersion } from '../../models/definitions.ts'
import type { AnyDefinition } from '../language/definitions.ts'
import type { Steering } from './journey-life.ts'
import type { Moves } from './moves.ts'
import type { PilotChange } from './pilot.ts'

/** A definition to be in use from the next publication on. */
export interface NewVersion {
  definition: AnyDefinition
  /** As its author wrote it. */
  text?: string
}

export interface Change {
  publish?: readonly NewVersion[]
  /** What becomes of journeys in use, by key. */
  steer?: Readonly<Record<string, Steering>>
  /** Journeys of which the waits are re-dated: they go on. */
  resumed?: readonly string[]
  /** Of journeys, by key: who gets which version. One that begins is that of a definition published with it. */
  pilot?: Readonly<Record<string, PilotChange>>
  /** Journeys, by key, that people who meet the entry already are to enter, once; of those with a pilot it is the pilot. */
  present?: readonly string[]
  /** Who of other versions is moved to the one in use from then on, or into the pilot that begins, by journey key. */
  move?: Moves
  /** Live segments whose changed rule starts and ends journeys: who enters or leaves only by the change is told all the same. */
  tell?: readonly string[]
  /** Live segments of which everybody goes by the changed rule. */
  settled?: readonly string[]
  /** Keys of what shall not be in use any more. */
  retire?: readonly string[]
  /** All marketing, whatever sends it: held from now on, or let go on. */
  marketing?: 'hold' | 'release'
  origin: DefinitionVersion['origin']
  by: string
}
