import type { ReportLine } from '../../models/reports.ts'
import type { SendOutcome } from '../outreach/ports.ts'

/** How reports reach people. Outcomes are values, as with any message to staff. */
export interface ReportMessenger {
  /** One message of several lines; a line with `url` is a link of these words. Nothing else in the words becomes one. */
  sendLines(input: { userid: string; lines: readonly ReportLine[] }): Promise<SendOutcome>
  /** One file as a message of its own. */
  sendFile(input: { userid: string; filename: string; bytes: Buffer }): Promise<SendOutcome>
}
