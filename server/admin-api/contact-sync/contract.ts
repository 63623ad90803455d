import { z } from 'zod'
import { endpoint } from '../core/endpoint.ts'
import { done, time } from '../core/parts.ts'

const lookers = ['owner', 'marketer', 'operator'] as const
const askers = ['owner', 'operator'] as const

const counts = z
  .object({
    staff: z.number(),
    staffNew: z.number(),
    staffChanged: z.number(),
    staffLeft: z.number(),
    departments: z.number(),
    friendships: z.number(),
    /** Customers, each once; those who use WeChat, of them those whose unionid WeCom told, and those known in the mini-program. */
    people: z.number(),
    wechat: z.number(),
    withUnionid: z.number(),
    matched: z.number(),
    born: z.number(),
    learnt: z.number(),
    failed: z.number(),
    begun: z.number(),
    ended: z.number(),
  })
  .meta({ id: 'ContactSyncCounts' })

const skipped = z.object({
  userid: z.string(),
  name: z.string(),
  code: z.string(),
  /** What it means, and what to do. */
  says: z.string(),
})

const report = z
  .object({
    at: time,
    endedAt: time,
    isAsked: z.boolean(),
    isFirst: z.boolean(),
    counts,
    skipped: z.array(skipped),
  })
  .meta({ id: 'ContactSyncReport' })

export const contactSync = {
  look: endpoint({
    method: 'get',
    path: '/contact-sync',
    summary: 'How far staff and friends are taken over from WeCom, and what the last rounds found',
    roles: lookers,
    answer: z.object({
      /** Whether there is a WeCom at all. */
      isConfigured: z.boolean(),
      nextAt: time.nullable(),
      running: z
        .object({
          at: time,
          isAsked: z.boolean(),
          stage: z.enum(['directory', 'friends']),
          /** Members: all, once known, and those done. */
          members: z.number().nullable(),
          done: z.number(),
          leftSeconds: z.number().nullable(),
          /** Until when WeCom is left alone, and why. */
          waitUntil: time.nullable(),
          waitCode: z.string().nullable(),
          counts,
        })
        .nullable(),
      reports: z.array(report),
      /** External contacts against the number WeCom gives for free; null where nobody has set that. */
      quota: z.object({ limit: z.number(), share: z.number(), isNear: z.boolean() }).nullable(),
      /** Whose welcome new friends get. */
      welcomes: z.enum(['kelu', 'other']),
      /** Tag groups Kelu leaves to another system. */
      foreignTagGroups: z.array(z.string()),
    }),
  }),
  run: endpoint({
    method: 'post',
    path: '/contact-sync/run',
    summary: 'Have staff and friends taken over now; a worker does it at once',
    roles: askers,
    answer: done,
  }),
}
