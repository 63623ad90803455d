import { auditLog } from './audit-log/contract.ts'
import { members } from './members/contract.ts'
import { session } from './session/contract.ts'
import { stores } from './stores/contract.ts'

/** Everything the marketers' page may ask of the server. */
export const contract = { session, members, auditLog, stores }

export type Contract = typeof contract
