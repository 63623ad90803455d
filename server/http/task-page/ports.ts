import type { Sales } from '../../../domain/sales/contract.ts'

export interface StaffLogin {
  /** Where WeCom sends the salesperson back to us with a code, https://developer.work.weixin.qq.com/document/path/91022 */
  authorizeUrl(input: { redirectUri: string; state: string }): string
  /** The userid behind a log-in code; null when it is no member of the company. Throws when WeCom could not be asked. */
  userOf(code: string): Promise<string | null>
}

/** What the page asks of the sales engine. */
export type TaskPageSales = Pick<Sales, 'taskOfCode' | 'view' | 'listOf' | 'zoneOf' | 'act'>
