import { z } from 'zod'
import { cleanLine } from '../../../domain/text/clean-line.ts'

const csrf = z.string().max(100)
const once = z.string().regex(/^[\w-]{1,64}$/)

/** An external_userid: it becomes part of addresses. */
export const chatParams = z.object({ id: z.string().regex(/^[\w-]{1,64}$/, '打开一位客户的聊天再看。') })

export const signatureForm = z.object({
  csrf,
  ticket: z.enum(['corp', 'app']),
  url: z.string().max(2_048),
  /** The grant of a ticket whose signature the client refused. */
  refused: z.string().max(64).default(''),
})

export const sentForm = z.object({
  csrf,
  once,
  piece: z.string().regex(/^(ready|message):[\w-]{1,200}$/),
  part: z.enum(['text', 'link', 'miniprogram']),
})

export const remarkForm = z.object({
  csrf,
  once,
  remark: z
    .string()
    .max(200)
    .transform((remark) => cleanLine(remark))
    // document 92115, characters
    .refine((remark) => [...remark].length <= 20, '备注最多 20 个字，请缩短后再存。'),
})

const tagName = z
  .string()
  .max(200)
  .transform((name) => cleanLine(name))
  // document 92117, characters
  .refine((name) => [...name].length <= 30, '标签最多 30 个字，请缩短后再加。')

export const tagsForm = z
  .object({ csrf, once, add: tagName.optional(), remove: tagName.optional() })
  .refine(({ add, remove }) => Boolean(add ?? remove), '先写上标签的名字。')
