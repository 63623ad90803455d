import type { AnswerOf, InputOf } from '../../api/operations.ts'
import type { About, Report } from './review-words.ts'

export type Lesson = AnswerOf<'get', '/lessons'>['items'][number]
export type LessonBody = InputOf<'post', '/lessons'>['body']
type Source = NonNullable<Lesson['source']>

export const sourceNames: Record<Source['kind'], string> = {
  flow: '流程',
  campaign: '营销活动',
  content: '内容',
  alert: '预警',
  test: 'A/B 测试',
}

/** 预警「短信失败率超过 5%」 */
export const sourceText = ({ kind, name }: Source): string => `${sourceNames[kind]}「${name}」`

/** What a lesson can be drawn from: whatever rows of a report are about. */
export function sourcesIn({ campaign, sheets }: Pick<Report, 'campaign' | 'sheets'>): About[] {
  const rows = sheets.flatMap((sheet) => sheet.rows.flatMap(({ about }) => about ?? []))
  const all: About[] = campaign ? [{ kind: 'campaign', id: campaign.id, name: campaign.name }, ...rows] : rows
  const known = new Set<string>()
  return all.filter((one) => {
    const key = keyOf(one)
    if (known.has(key)) return false
    known.add(key)
    return true
  })
}

/** One text for one source, as a choice needs it. */
export const keyOf = ({ kind, id, place }: Pick<About, 'kind' | 'id' | 'place'>): string =>
  [kind, id, place ?? ''].join(' ')

export interface LessonForm {
  saw: string
  next: string
  flows: string[]
  source: string
}

export function formOf(lesson: Lesson | null, flows: readonly string[]): LessonForm {
  return {
    saw: lesson?.saw ?? '',
    next: lesson?.next ?? '',
    flows: lesson ? lesson.flows.map(({ id }) => id) : [...flows],
    source: lesson?.source ? keyOf(lesson.source) : '',
  }
}

/** What a form says; of a source that is no choice any more, what it was. */
export function lessonIn(
  { saw, next, flows, source }: LessonForm,
  sources: readonly About[],
  campaign: string | undefined,
): LessonBody {
  const chosen = sources.find((one) => keyOf(one) === source)
  return {
    ...{ saw, next, flows },
    ...(campaign !== undefined && { campaign }),
    ...(chosen && { source: chosen }),
  }
}
