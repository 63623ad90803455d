import { z } from 'zod'
import { channels } from '../../../models/customer.ts'
import { endpoint } from '../core/endpoint.ts'
import { editors, fault, state, structure, textBytes, use } from '../definitions/parts.ts'

const readers = ['owner', 'marketer', 'editor', 'analyst', 'lead', 'sales'] as const
const channel = z.enum(channels)
const reader = z.object({ id: z.string(), name: z.string(), phone: z.string().nullable(), note: z.string() })

/** What a reader sees, as the renderer of the product writes it. */
export const shown = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('sms'),
    text: z.string(),
    /** Signature, variables, link and way out included. */
    length: z.number(),
    segments: z.number(),
    fen: z.number(),
  }),
  z.object({
    kind: z.literal('subscription'),
    fields: z.array(z.object({ key: z.string(), text: z.string() })),
    page: z.string().nullable(),
  }),
  z.object({
    kind: z.literal('popup'),
    title: z.string(),
    body: z.string(),
    to: z.string().nullable(),
    picture: z.string().nullable(),
    priority: z.number(),
  }),
  z.object({
    kind: z.literal('chat'),
    text: z.string().nullable(),
    attachments: z.array(
      z.object({
        kind: z.enum(['link', 'miniprogram', 'image']),
        title: z.string(),
        description: z.string().nullable(),
        to: z.string().nullable(),
        /** On this server; null where there is none, or it stands elsewhere. */
        picture: z.string().nullable(),
      }),
    ),
  }),
  z.object({
    kind: z.literal('email'),
    subject: z.string(),
    text: z.string(),
    /** Of the mail itself, for a sandboxed frame; good for a few minutes. Empty where there is none: it is shown as text. */
    address: z.string(),
  }),
  /** It cannot be written like this, and why. */
  z.object({ kind: z.literal('unwritten'), says: z.string() }),
])

const view = z.object({
  reader: reader.nullable(),
  shown,
  variables: z.array(
    z.object({
      name: z.string(),
      text: z.string().nullable(),
      from: z.enum(['customer', 'default', 'missing', 'link', 'recommend']),
    }),
  ),
})

const sent = z.object({
  id: z.string(),
  name: z.string(),
  phone: z.string().nullable(),
  state: z.enum(['sent', 'waiting', 'notSent']),
  says: z.string(),
})

export const content = {
  list: endpoint({
    method: 'get',
    path: '/content',
    summary: 'Messages with their channels, state and users',
    roles: readers,
    answer: z.object({
      items: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          purpose: z.enum(['requested', 'marketing', 'staff']).nullable(),
          category: z.string().nullable(),
          channels: z.array(channel),
          state,
          stateName: z.string(),
          number: z.number().nullable(),
          hasDraft: z.boolean(),
          owner: z.string().nullable(),
          usedBy: z.array(use),
        }),
      ),
    }),
  }),
  readers: endpoint({
    method: 'get',
    path: '/content/readers',
    summary: 'A few real customers to look at a message with',
    roles: editors,
    query: z.object({ after: z.string().max(200).optional() }),
    answer: z.object({ items: z.array(reader), next: z.string().nullable() }),
  }),
  look: endpoint({
    method: 'post',
    path: '/content/look',
    summary:
      'How a message reads on a channel, what is wrong with its words, and whether its gateway takes it',
    roles: editors,
    body: z.object({
      structure,
      channel,
      /** Whom it is shown with; null = somebody of whom nothing is known. */
      readers: z.array(z.string().nullable()).max(4),
    }),
    bodyBytes: textBytes,
    answer: z.object({
      views: z.array(view),
      forbidden: z.array(
        z.object({
          /** Where it stands, dotted, in the written form. */
          path: z.string(),
          word: z.string(),
          at: z.number(),
          instead: z.array(z.string()),
        }),
      ),
      gateway: z.array(z.object({ ok: z.enum(['yes', 'no', 'wait']), says: z.string(), note: z.string() })),
      faults: z.array(fault.pick({ path: true, sentence: true })),
      smsSegmentFen: z.number(),
      /** Of the brand it is from, or the company's own; empty where there is none. */
      signature: z.string(),
      /** Whose template number an SMS needs. */
      smsGateway: z.enum(['aliyun', 'tencent']),
      /** Brands it may be from, by the key it names them with. */
      brands: z.array(z.object({ key: z.string(), name: z.string() })),
    }),
  }),
  test: endpoint({
    method: 'post',
    path: '/content/test',
    summary: 'Send a message as it is written to the test accounts, by the rules of a real send',
    roles: editors,
    body: z.object({ structure, channel }),
    bodyBytes: textBytes,
    answer: z.object({ items: z.array(sent) }),
  }),
}
