import { isInUse } from '../../../domain/definitions/journey-life.ts'
import { keyOf, versionKeyOf } from '../../../domain/definitions/keys.ts'
import { textOfVersion } from '../../../domain/definitions/version-text.ts'
import type { DefinitionKind } from '../../../domain/language/definitions.ts'
import type { Caller } from '../../../domain/members/caller.ts'
import { AdminRefusal } from '../core/refuse.ts'
import type { DefinitionsGround } from './ground.ts'

export type BeginDraft = ReturnType<typeof createBeginDraft>

/** Begins drafts in which something is changed already, for people to look at, change further and publish. */
export function createBeginDraft(
  ground: Pick<
    DefinitionsGround,
    'published' | 'definitions' | 'draftStore' | 'drafts' | 'auditLog' | 'announce'
  >,
) {
  const { published, definitions, draftStore, drafts, auditLog, announce } = ground

  /** From what is in use. Never over what somebody wrote: then it is refused, and so where nothing is in use. */
  return async function beginDraft(
    { kind, id }: { kind: DefinitionKind; id: string },
    change: (text: string) => string,
    { session, caller, why }: { session: string; caller: Caller; why: Record<string, string> },
  ): Promise<void> {
    const key = keyOf(kind, id)
    const head = (await published.refresh()).headOf(kind, id)
    const [version] =
      head !== null && isInUse(head) ? await definitions.versions([versionKeyOf(key, head.number)]) : []
    if (version === undefined) throw new AdminRefusal(409, 'definition.not_in_use', '现在没有在用的版本')
    const text = change(textOfVersion(version))
    const editor = { session, by: caller.name }
    const isNew = (await draftStore.find(key)) === null
    const opened = isNew ? await drafts.open(kind, id, editor) : null
    // Somebody who began one meanwhile keeps it.
    if (opened?.mode !== 'editing' || opened.draft.text !== (version.text ?? '')) {
      throw new AdminRefusal(409, 'draft.there', '这里有没发布的修改，先发布或放弃它')
    }
    await drafts.save(kind, id, { editor, text })
    await auditLog.record(caller, { action: 'draft.begun', on: key, details: { from: why } })
    announce('drafts', key)
  }
}
