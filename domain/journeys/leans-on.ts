import { keyOf } from '../definitions/keys.ts'
import type { AnyDefinition } from '../language/definitions.ts'
import { leavesOf } from '../language/walk-rule.ts'
import { neededIn } from './holds.ts'

/** Keys of everything a definition names. */
export function leansOn(one: AnyDefinition): string[] {
  switch (one.kind) {
    case 'journey':
      return [...new Set(neededIn(one.definition).map(([kind, id]) => keyOf(kind, id)))]
    case 'segment':
      return [...leavesOf(one.definition.rule)].flatMap(({ leaf }) =>
        leaf.kind === 'segment' ? [keyOf('segment', leaf.segment)] : [],
      )
    case 'channel':
      return [one.definition.welcome, one.definition.welcomeAfterHours].flatMap((message) =>
        message === undefined ? [] : [keyOf('message', message)],
      )
    case 'message':
    case 'batch':
    case 'traits':
    case 'settings':
    case 'calendar':
    case 'preferenceRule':
      return []
  }
}
