import type { Customer } from '../models/customer.ts'

/** How a list calls somebody: by nickname, else by masked contact data. */
export function personName(
  { profile }: Pick<Customer, 'profile'>,
  { realName, phone, email }: { phone?: string; email?: string; realName?: string },
): string {
  return profile.nickname ?? realName ?? phone ?? email ?? '没有称呼'
}
