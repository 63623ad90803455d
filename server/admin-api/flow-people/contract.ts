import { z } from 'zod'
import { endpoint } from '../core/endpoint.ts'
import { idParams } from '../core/parts.ts'
import { whoseSchema } from '../people/whose.ts'

export const flowPeople = {
  enter: endpoint({
    method: 'post',
    path: '/journeys/{id}/people',
    summary: 'Let a customer enter a flow whose entry is `api: true`, as far as its own rules let them',
    roles: [],
    scope: 'flows:write',
    params: idParams,
    body: z.object({ customer: whoseSchema }),
    answer: z.object({
      customerId: z.string(),
      /** False where the flow's rules let them not: they are in it, were in it, or its condition does not hold. */
      entered: z.boolean(),
      runId: z.string().nullable(),
    }),
  }),
  leave: endpoint({
    method: 'post',
    path: '/journeys/{id}/people/leave',
    summary: 'Take a customer out of a flow whose entry is `api: true`; nothing more is sent to them by it',
    roles: [],
    scope: 'flows:write',
    params: idParams,
    body: z.object({ customer: whoseSchema }),
    answer: z.object({ customerId: z.string(), left: z.number() }),
  }),
}
