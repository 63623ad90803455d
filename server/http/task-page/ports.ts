import type { Sales } from '../../../domain/sales/contract.ts'

/** What the page asks of the sales engine. */
export type TaskPageSales = Pick<
  Sales,
  'taskOfCode' | 'view' | 'phoneFor' | 'listOf' | 'zoneOf' | 'act' | 'quieten' | 'unquieten'
>
