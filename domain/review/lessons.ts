import type { Lesson, LessonStore, LessonText } from '../../models/lessons.ts'
import type { Clock } from '../clock.ts'
import { DomainError } from '../errors.ts'
import type { Announce } from '../live.ts'

/** In use at once: what more people could not read anyway. */
export const mostLessons = 2_000

export type Lessons = ReturnType<typeof createLessons>

/** 经验 kept as SOP beside flows: of two who change one at once, the second is told. */
export function createLessons(deps: {
  store: Pick<LessonStore, 'find' | 'save' | 'count'>
  newId: () => string
  announce: Announce
  clock: Clock
}) {
  const { store, newId, announce, clock } = deps

  async function mustBe(id: string, rev: number): Promise<Lesson> {
    const kept = await store.find(id)
    if (kept === null || kept.retiredAt !== undefined) throw new DomainError('lesson.not_found', { id })
    if (kept.rev !== rev) throw new DomainError('lesson.changed', { id, by: kept.by })
    return kept
  }

  async function keep(lesson: Lesson): Promise<Lesson> {
    if (!(await store.save(lesson))) throw new DomainError('lesson.changed', { id: lesson._id })
    announce('lessons', lesson._id)
    return lesson
  }

  return {
    /** @throws DomainError lesson.too_many */
    async write(text: LessonText, by: string): Promise<Lesson> {
      if ((await store.count(mostLessons)) >= mostLessons)
        throw new DomainError('lesson.too_many', { most: mostLessons })
      const now = clock.now()
      return keep({ ...text, _id: newId(), rev: 1, createdAt: now, at: now, by })
    },

    /** @throws DomainError lesson.changed when somebody else did since `rev` was read, lesson.not_found */
    async change(id: string, rev: number, text: LessonText, by: string): Promise<Lesson> {
      const { createdAt } = await mustBe(id, rev)
      return keep({ ...text, _id: id, rev: rev + 1, createdAt, at: clock.now(), by })
    },

    /** Nobody is to follow it any more; it stays to be looked up. @throws as `change` */
    async retire(id: string, rev: number, by: string): Promise<Lesson> {
      const lesson = await mustBe(id, rev)
      const now = clock.now()
      return keep({ ...lesson, rev: rev + 1, at: now, by, retiredAt: now })
    },
  }
}
