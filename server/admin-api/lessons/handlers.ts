import type { AuditLog } from '../../../domain/members/audit-log.ts'
import type { Caller } from '../../../domain/members/caller.ts'
import type { Lessons } from '../../../domain/review/lessons.ts'
import type { createDefinitionNames } from '../../../domain/timeline/definition-names.ts'
import type { Lesson, LessonStore } from '../../../models/lessons.ts'
import type { Handlers } from '../core/endpoint.ts'
import type { lessons as contract } from './contract.ts'

/** Told at once. */
const mostTold = 200

/** 经验（SOP）: written on 复盘, read beside the flows they are of. */
export function createLessonHandlers(deps: {
  lessons: Lessons
  store: Pick<LessonStore, 'list'>
  definitionNames: ReturnType<typeof createDefinitionNames>
  auditLog: Pick<AuditLog, 'record'>
}): Handlers<typeof contract> {
  const { lessons, store, definitionNames, auditLog } = deps

  async function note(caller: Caller, action: string, { _id, rev, flows }: Lesson): Promise<void> {
    await auditLog.record(caller, { action, on: `lesson:${_id}`, details: { rev, flows } })
  }

  return {
    async list({ query }) {
      const found = await store.list(query, mostTold + 1)
      const told = found.slice(0, mostTold)
      const nameOf = await definitionNames(
        told.flatMap(({ flows }) => flows.map((id) => ({ kind: 'journey' as const, id }))),
      )
      return {
        items: told.map(({ _id: id, rev, saw, next, flows, campaign, source, by, at }) => ({
          ...{ id, rev, saw, next, by, at },
          flows: flows.map((flow) => ({ id: flow, name: nameOf('journey', flow) })),
          campaign: campaign ?? null,
          source: source ?? null,
        })),
        more: found.length > mostTold,
      }
    },

    async write({ body, caller }) {
      const lesson = await lessons.write(body, caller.name)
      await note(caller, 'lesson.written', lesson)
      return { id: lesson._id, rev: lesson.rev }
    },

    async change({ params: { id }, body: { rev, lesson: text }, caller }) {
      const lesson = await lessons.change(id, rev, text, caller.name)
      await note(caller, 'lesson.changed', lesson)
      return { id, rev: lesson.rev }
    },

    async retire({ params: { id }, body: { rev }, caller }) {
      await note(caller, 'lesson.retired', await lessons.retire(id, rev, caller.name))
      return {}
    },
  }
}
