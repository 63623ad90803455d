import { z } from 'zod'
import { type LessonText, lessonSources } from '../../models/lessons.ts'
import { idSchema } from '../language/names.ts'

const words = (what: string) => z.string(what).trim().min(1, what).max(500, '最多 500 个字')
const id = z.string().min(1).max(200)

/** A lesson as it may be stored; faults are sentences (zh-CN) at their fields. */
export const lessonSchema = z
  .object({
    saw: words('写上看到了什么'),
    next: words('写上下次怎么做'),
    flows: z.array(idSchema).max(20, '最多放在 20 个流程旁边').default([]),
    campaign: id.optional(),
    source: z
      .object({
        kind: z.enum(lessonSources),
        id,
        name: z.string().max(200),
        place: id.optional(),
      })
      .optional(),
  })
  .transform(({ flows, ...text }): LessonText => ({ ...text, flows: [...new Set(flows)] }))
