import { keyOf } from '../../../domain/definitions/keys.ts'
import { type DefinitionKind, kindOfWritten, type WrittenKey } from '../../../domain/language/definitions.ts'
import type { Caller } from '../../../domain/members/caller.ts'
import { AdminRefusal } from '../core/refuse.ts'

export interface Named {
  kind: DefinitionKind
  id: string
  key: string
}

/** What the path of an operation names; a 群发 is a journey. */
export function readNamed({ kind, id }: { kind: WrittenKey; id: string }): Named {
  const real = kindOfWritten(kind)
  return { kind: real, id, key: keyOf(real, id) }
}

/** The same, to be changed. @throws AdminRefusal for an editor who asks for more than content */
export function readToChange(params: { kind: WrittenKey; id: string }, caller: Pick<Caller, 'role'>): Named {
  if (caller.role === 'editor' && params.kind !== 'message') {
    throw new AdminRefusal(403, 'role.forbidden', '内容编辑只能改素材与话术，要改这一份请找市场同事')
  }
  return readNamed(params)
}
