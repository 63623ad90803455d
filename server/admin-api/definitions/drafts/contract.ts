import { z } from 'zod'
import { endpoint } from '../../core/endpoint.ts'
import { time } from '../../core/parts.ts'
import { draft, editors, named, session, structure, textBytes } from '../parts.ts'

const held = z.object({ session })
const opened = z.object({ draft })
/** The session does not hold the draft any more; `heldBy` null = it was published or discarded. */
const lost = z.object({ kind: z.literal('lost'), heldBy: z.string().nullable() })

export const drafts = {
  open: endpoint({
    method: 'post',
    path: '/definitions/{kind}/{id}/draft',
    summary:
      'Take the edit lease; begins the draft when there is none. `draft.isMine` says whether it was taken',
    roles: editors,
    params: named,
    /** `text`: what a draft that does not exist yet begins with, instead of the version in use. */
    body: held.extend({ text: z.string().optional() }),
    bodyBytes: textBytes,
    answer: opened,
  }),
  save: endpoint({
    method: 'put',
    path: '/definitions/{kind}/{id}/draft',
    summary: 'Keep what was written, however wrong it is; `copied`: too late, the text became a kept copy',
    roles: editors,
    params: named,
    /** `structure` is written into the text there is: comments and layout stay. `basedOn`: the newer version its author saw. */
    body: held.extend({
      text: z.string().optional(),
      structure: structure.optional(),
      basedOn: z.number().optional(),
    }),
    bodyBytes: textBytes,
    answer: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('saved'), draft }),
      z.object({ kind: z.literal('copied'), heldBy: z.string().nullable() }),
    ]),
  }),
  keep: endpoint({
    method: 'post',
    path: '/definitions/{kind}/{id}/draft/keep',
    summary: 'Say that the editor is still there',
    roles: editors,
    params: named,
    body: held,
    answer: z.discriminatedUnion('kind', [z.object({ kind: z.literal('kept'), until: time }), lost]),
  }),
  takeOver: endpoint({
    method: 'post',
    path: '/definitions/{kind}/{id}/draft/take-over',
    summary: 'Write at once, whoever did until now',
    roles: editors,
    params: named,
    body: held,
    answer: opened,
  }),
  discard: endpoint({
    method: 'post',
    path: '/definitions/{kind}/{id}/draft/discard',
    summary: 'Throw the draft away; its text stays as a kept copy',
    roles: editors,
    params: named,
    body: held,
    answer: z.object({ discarded: z.boolean() }),
  }),
  copies: endpoint({
    method: 'get',
    path: '/definitions/{kind}/{id}/draft/copies',
    summary: 'Texts that came too late for the draft, the newest first',
    roles: editors,
    params: named,
    answer: z.object({ items: z.array(z.object({ text: z.string(), by: z.string(), at: time })) }),
  }),
}
