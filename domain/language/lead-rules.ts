import { z } from 'zod'
import { taskResults } from '../../models/tasks.ts'
import { hint } from './hint.ts'
import { idSchema } from './names.ts'

/** What the company calls an MQL and an SQL. */
export interface LeadRules {
  /** Whoever enters one of these flows is an MQL. */
  mqlFlows: string[]
  /** A follow-up that ends with one of these is an SQL. */
  sqlResults: (typeof taskResults)[number][]
}

/** Nobody is a lead until the company says who. */
export const defaultLeadRules: LeadRules = { mqlFlows: [], sqlResults: ['won', 'interested'] }

export const leadsSchema = z.strictObject({
  mqlFlows: z
    .array(idSchema, { error: hint('流程编号的列表', '写在方括号里，如 [follow-up-leads]') })
    .max(50, { error: hint('最多 50 个流程', '删掉一些') })
    .default(defaultLeadRules.mqlFlows),
  sqlResults: z
    .array(z.enum(taskResults, { error: hint(`${taskResults.join('、')} 之一`, '写待办的结果') }))
    .max(taskResults.length)
    .default(defaultLeadRules.sqlResults),
})
