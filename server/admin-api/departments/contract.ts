import { z } from 'zod'
import { endpoint } from '../core/endpoint.ts'

export const departments = {
  list: endpoint({
    method: 'get',
    path: '/departments',
    summary:
      'Departments as the staff directory, shops and members name them: who works there, which shops, who sees them',
    roles: ['owner', 'marketer', 'analyst', 'lead'],
    answer: z.object({
      items: z.array(
        z.object({
          /** As it is written everywhere: 华东/杭州. */
          name: z.string(),
          /** Its last part, and how many stand above it. */
          label: z.string(),
          depth: z.number(),
          stores: z.array(z.object({ code: z.string(), name: z.string(), lead: z.string().nullable() })),
          staff: z.array(z.object({ userid: z.string(), name: z.string(), onDuty: z.boolean() })),
          /** Members who see its customers and follow-ups and not everybody's. */
          members: z.array(z.object({ name: z.string(), roleName: z.string() })),
          hasOwnHours: z.boolean(),
        }),
      ),
    }),
  }),
}
