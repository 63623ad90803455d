import { z } from 'zod'
import { marketingRoles } from '../../../domain/members/roles.ts'
import { endpoint } from '../core/endpoint.ts'

const named = z.object({ id: z.string(), name: z.string() })
const field = z.object({
  name: z.string(),
  label: z.string(),
  type: z.enum(['text', 'number', 'boolean', 'date', 'monthDay', 'texts', 'items', 'group', 'any']),
})

export const vocabulary = {
  read: endpoint({
    method: 'get',
    path: '/vocabulary',
    summary:
      'What definitions may name: events with their props, fields of customers, channels, and what is published',
    roles: marketingRoles,
    answer: z.object({
      events: z.array(z.object({ name: z.string(), label: z.string(), props: z.array(field) })),
      fields: z.array(
        field.extend({
          /** All it can be, each with what people call it. */
          values: z.record(z.string(), z.string()).nullable(),
          /** A step of a journey may write it. */
          settable: z.boolean(),
          /** Personal: nothing but whether it is there can be asked. */
          personal: z.boolean(),
        }),
      ),
      channels: z.array(z.object({ id: z.string(), label: z.string() })),
      messages: z.array(
        named.extend({ channels: z.array(z.string()), purpose: z.string(), category: z.string().nullable() }),
      ),
      /** What messages may say they are of: the settings declare them. */
      categories: z.array(z.string()),
      segments: z.array(named.extend({ isLive: z.boolean() })),
      batches: z.array(named),
      /** Outside systems a step may tell. */
      receivers: z.array(named),
      festivals: z.array(z.string()),
    }),
  }),
}
