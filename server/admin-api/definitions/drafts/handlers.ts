import type { DraftView, Editor } from '../../../../domain/definitions/drafts.ts'
import { writeInto } from '../../../../domain/definitions/written-text.ts'
import { DomainError } from '../../../../domain/errors.ts'
import type { Caller } from '../../../../domain/members/caller.ts'
import type { Handlers } from '../../core/endpoint.ts'
import type { DefinitionsGround } from '../ground.ts'
import { readToChange } from '../named.ts'
import { presentDraft } from '../present.ts'
import type { drafts as contract } from './contract.ts'

/** What people write before it is published. */
export function createDraftHandlers(ground: DefinitionsGround): Handlers<typeof contract> {
  const { drafts, draftStore, definitions, published, auditLog, announce, realClock } = ground

  const editorOf = (caller: Caller, session: string): Editor => ({ session, by: caller.name })

  async function present(view: DraftView, session: string) {
    const newest = (await definitions.newestVersion(view.draft._id))?.number ?? 0
    return presentDraft(view, { snapshot: published.snapshot(), newest, session, now: realClock.now() })
  }

  return {
    async open({ params, body: { session, text }, caller }) {
      const { kind, id, key } = readToChange(params, caller)
      const isNew = (await draftStore.find(key)) === null
      const editor = editorOf(caller, session)
      const opened = await drafts.open(kind, id, editor)
      if (isNew) await auditLog.record(caller, { action: 'draft.begun', on: key })
      announce('drafts', key)
      if (isNew && text !== undefined && opened.mode === 'editing') {
        const saved = await drafts.save(kind, id, { editor, text })
        if (saved.kind === 'saved') return { draft: await present(saved, session) }
      }
      return { draft: await present(opened, session) }
    },

    async save({ params, body, caller }) {
      const { kind, id, key } = readToChange(params, caller)
      const { session, structure, basedOn } = body
      const before = await draftStore.find(key)
      const text = structure === undefined ? body.text : writeInto(before?.text ?? '', structure)
      if (text === undefined) throw new DomainError('request.malformed', { places: { text: '请填写内容' } })
      const saved = await drafts.save(kind, id, { editor: editorOf(caller, session), text, basedOn })
      if (saved.kind === 'copied') {
        await auditLog.record(caller, { action: 'draft.copied', on: key })
        return saved
      }
      if (before?.text !== text) announce('drafts', key)
      return { kind: 'saved', draft: await present(saved, session) }
    },

    async keep({ params, body, caller }) {
      const { kind, id } = readToChange(params, caller)
      return drafts.keep(kind, id, editorOf(caller, body.session))
    },

    async takeOver({ params, body, caller }) {
      const { kind, id, key } = readToChange(params, caller)
      const view = await drafts.takeOver(kind, id, editorOf(caller, body.session))
      await auditLog.record(caller, { action: 'draft.taken_over', on: key })
      announce('drafts', key)
      return { draft: await present(view, body.session) }
    },

    async discard({ params, body, caller }) {
      const { kind, id, key } = readToChange(params, caller)
      const draft = await draftStore.find(key)
      const isMine = draft?.lease.session === body.session
      if (isMine && draft.text !== '') {
        await draftStore.keepCopy(key, { text: draft.text, by: draft.by, at: draft.at })
      }
      const discarded = await drafts.discard(kind, id, editorOf(caller, body.session))
      if (discarded) {
        await auditLog.record(caller, { action: 'draft.discarded', on: key })
        announce('drafts', key)
      }
      return { discarded }
    },

    async copies({ params, caller }) {
      const { kind, id } = readToChange(params, caller)
      return { items: (await drafts.copies(kind, id)).toReversed() }
    },
  }
}
