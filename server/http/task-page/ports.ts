import type { AskedOf } from '../../../domain/outreach/group-sends/asked-of.ts'
import type { Sales } from '../../../domain/sales/contract.ts'

/** What the page asks of the sales engine. */
export type TaskPageSales = Pick<
  Sales,
  'taskOfCode' | 'view' | 'phoneFor' | 'listOf' | 'zoneOf' | 'act' | 'quieten' | 'unquieten'
>

/** What one salesperson is asked to send, and was lately. */
export type GroupSendsAskedOf = (userid: string) => Promise<AskedOf>
