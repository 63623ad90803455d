import { auditLog } from './audit-log/contract.ts'
import { customerViews } from './customer-views/contract.ts'
import { customers } from './customers/contract.ts'
import { definitions } from './definitions/contract.ts'
import { drafts } from './definitions/drafts/contract.ts'
import { publishing } from './definitions/publishing/contract.ts'
import { steer } from './definitions/steering/contract.ts'
import { journeys } from './journeys/contract.ts'
import { members } from './members/contract.ts'
import { session } from './session/contract.ts'
import { stores } from './stores/contract.ts'
import { vocabulary } from './vocabulary/contract.ts'

/** Everything the marketers' page may ask of the server. */
export const contract = {
  customers,
  customerViews,
  session,
  members,
  auditLog,
  stores,
  definitions,
  drafts,
  publishing,
  steer,
  journeys,
  vocabulary,
}

export type Contract = typeof contract
