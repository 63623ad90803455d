import { z } from 'zod'
import { leadFormSchema } from '../../../http/lead-form.ts'
import { endpoint } from '../core/endpoint.ts'

export const leads = {
  submit: endpoint({
    method: 'post',
    path: '/leads',
    summary:
      'Hand in a form of an advertisement or a page; kept sealed before the answer, one id counts once',
    roles: [],
    scope: 'leads:write',
    body: leadFormSchema,
    answer: z.object({ accepted: z.literal(true) }),
  }),
}
