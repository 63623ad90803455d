import { z } from 'zod'
import type { ContactSync } from '../../domain/contact-sync/contract.ts'
import type { Told } from '../../domain/contact-sync/ports.ts'
import { DomainError } from '../../domain/errors.ts'
import type { EventHandler } from './event-handler.ts'

const memberSchema = z.object({ UserID: z.string().min(1), NewUserID: z.string().min(1).optional() })

/** A member came, changed, was renamed or left (change_contact, document 90970): they are read again by the userid they have now. */
export function createMemberChanged(contactSync: Pick<ContactSync, 'staff' | 'rename'>): EventHandler {
  return async (event, delivery) => {
    const told = memberSchema.safeParse(event)
    if (!told.success) return 'ignored'
    const { UserID: from, NewUserID: to } = told.data
    if (to !== undefined) await contactSync.rename({ from, to }, delivery._id)
    answered(await contactSync.staff.takeOne(to ?? from))
    return 'done'
  }
}

/** A department came, changed or went: all of them are read again, for the path of one is made of those above it. */
export function createPartyChanged({ staff }: Pick<ContactSync, 'staff'>): EventHandler {
  return async () => {
    answered(await staff.takeDepartments())
    return 'done'
  }
}

/** What WeCom will not tell is told by no repeat; what it could not tell just now is asked for again. */
function answered(told: Told<unknown>): void {
  if (told.kind === 'later' || told.kind === 'stopped') {
    throw new DomainError('platform.unavailable', { what: 'directory', code: told.code })
  }
}
