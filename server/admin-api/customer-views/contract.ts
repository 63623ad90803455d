import { z } from 'zod'
import { endpoint } from '../core/endpoint.ts'
import { done } from '../core/parts.ts'

const roles = ['owner', 'marketer', 'analyst', 'lead', 'sales'] as const

const filters = z.object({
  search: z.string().trim().max(100).optional(),
  tag: z.string().max(80).optional(),
  segment: z.string().max(200).optional(),
  owner: z.string().max(64).optional(),
  test: z.enum(['yes', 'no']).optional(),
})

const view = z.object({ id: z.string(), name: z.string(), filters }).meta({ id: 'CustomerView' })

export const customerViews = {
  list: endpoint({
    method: 'get',
    path: '/customer-views',
    summary: "One's own saved lists of customers",
    roles,
    answer: z.object({ items: z.array(view) }),
  }),
  save: endpoint({
    method: 'post',
    path: '/customer-views',
    summary: 'Save a list of customers under a name',
    roles,
    body: z.object({ name: z.string().trim().min(1).max(30), filters }),
    answer: view,
  }),
  remove: endpoint({
    method: 'delete',
    path: '/customer-views/{id}',
    summary: 'Forget a saved list',
    roles,
    params: z.object({ id: z.string().max(100) }),
    answer: done,
  }),
}
