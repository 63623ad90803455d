import { z } from 'zod'
import { cleanLine } from '../../../domain/text/clean-line.ts'
import { quietChannels } from './present-quiet.ts'

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

const piece = z.string().regex(/^(ready|message):[\w-]{1,200}$/)

/** `words`: what is to go into the chat, as the client takes it. */
export const trackedForm = z.object({ csrf, piece, words: z.string().max(16_384) })

export const sentForm = z.object({
  csrf,
  once,
  piece,
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

const chosen = z.literal('1').optional()

/** No channel chosen would be no 勿扰; all of them chosen is one over everything, whatever comes later. */
export const quietForm = z
  .object({
    csrf,
    once,
    days: z.enum(['30', ''], '请选 30 天或一直。').transform((days) => (days === '' ? null : Number(days))),
    said: z.string().max(200, '她怎么说的，最多写 200 个字。').transform(cleanLine).default(''),
    ...Object.fromEntries(quietChannels.map((channel) => [channel, chosen])),
  })
  .transform(({ csrf: of, once: key, days, said, ...ticks }) => {
    const ticked = quietChannels.filter((channel) => (ticks as Record<string, unknown>)[channel] === '1')
    const channels = ticked.length === quietChannels.length ? ('all' as const) : ticked
    return { csrf: of, once: key, days, said, channels }
  })
  .refine(({ channels }) => channels.length > 0, '请至少选一个不发的渠道。')

export const liftForm = z.object({ csrf, once })
