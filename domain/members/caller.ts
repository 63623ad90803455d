import type { Role } from './roles.ts'

/** Who asks: a member who is logged in, and what they may see. */
export interface Caller {
  /** The login name. */
  memberId: string
  name: string
  role: Role
  departments: readonly string[]
  /** Codes of 门店. */
  stores: readonly string[]
  /** WeCom userid: whose customers and tasks are their own. */
  userid: string | null
  /** Where they ask from, for the audit log. */
  address: string
}
