import { z } from 'zod'
import type { Caller } from '../../../domain/members/caller.ts'
import { AdminRefusal } from './refuse.ts'

/** How a file that leaves tells phones and mailboxes. */
export const contactTold = z.enum(['masked', 'clear'])

/**
 * One by one, each for a reason, others may see them; all of them at once only who answers for all.
 * @throws AdminRefusal
 */
export function refuseInClear(caller: Caller, contact: z.infer<typeof contactTold>): void {
  if (contact === 'clear' && caller.role !== 'owner' && caller.role !== 'marketer')
    throw new AdminRefusal(403, 'role.forbidden', '您只能导出打码的手机和邮箱，要完整的请找负责人')
}
