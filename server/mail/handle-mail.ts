import { z } from 'zod'
import type { InboxHandler } from '../../domain/inbox/inbox.ts'
import type { Outreach } from '../../domain/outreach/contract.ts'
import type { ReturnRules } from './listener.ts'

const mailSchema = z.object({ token: z.string().optional(), raw: z.string() })

/** The inbox handler of source `mail`: what came back of an e-mail is read, and what follows from it done. */
export function createMailHandler({
  outreach,
  read,
}: {
  outreach: Pick<Outreach, 'mailReturned'>
  read: ReturnRules['read']
}): InboxHandler {
  return async (payload, record) => {
    const { token, raw } = mailSchema.parse(payload)
    const content = await read(Buffer.from(raw, 'latin1'))
    return outreach.mailReturned({ ...(token !== undefined && { token }), content, at: record.at })
  }
}
