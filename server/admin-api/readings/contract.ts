import { z } from 'zod'
import { endpoint } from '../core/endpoint.ts'
import { paged, pageQuery, time } from '../core/parts.ts'

/** Who sees customers of salespeople; each those of their own scope. */
const readers = ['owner', 'marketer', 'analyst', 'lead', 'sales'] as const

/** `customerId` and phone are null of somebody whom one may not see: they are told by name alone. */
const who = z.object({
  customerId: z.string().nullable(),
  name: z.string(),
  phone: z.string().nullable(),
})

const reading = z
  .object({
    id: z.string(),
    at: time,
    reader: who,
    /** Whom it had been sent to, where they passed it on; null where the reader is that one. */
    sharedBy: who.nullable(),
    material: z.object({ id: z.string(), title: z.string() }),
    staff: z.object({ userid: z.string(), name: z.string() }),
  })
  .meta({ id: 'MaterialReading' })

const choice = z.object({ id: z.string(), name: z.string() })

export const readings = {
  list: endpoint({
    method: 'get',
    path: '/material-readings',
    summary: 'Who read what salespeople sent (雷达), the newest first',
    roles: readers,
    query: z.object({
      ...pageQuery,
      staff: z.string().max(64).optional(),
      material: z.string().max(200).optional(),
    }),
    answer: paged(reading),
  }),
  choices: endpoint({
    method: 'get',
    path: '/material-readings/choices',
    summary: 'Whose readers one may see, and the pieces that lead somewhere',
    roles: readers,
    answer: z.object({ staff: z.array(choice), materials: z.array(choice) }),
  }),
}
