import type { KeyScope } from '../api-keys/key-scopes.ts'
import type { Role } from './roles.ts'

/** Who asks, and what they may see: a member who is logged in, or another system with a key. */
export interface Caller {
  /** The login name; of another system `key:<id>`. */
  memberId: string
  name: string
  role: Role | 'integration'
  /** What the key was given; nobody but an integration has any. */
  keyScopes?: readonly KeyScope[]
  departments: readonly string[]
  /** Codes of 门店. */
  stores: readonly string[]
  /** WeCom userid: whose customers and tasks are their own. */
  userid: string | null
  /** Where they ask from, for the audit log. */
  address: string
}

/** A member who is logged in. */
export type MemberCaller = Caller & { role: Role }
