import type { SmsReport, SmsUplink } from '../../../domain/outreach/ports.ts'

/** Reads what one SMS gateway posts; entries that are not of the documented shape are counted, not thrown. */
export interface SmsGatewayHooks {
  parseReports(body: unknown): { items: SmsReport[]; malformed: number }
  parseUplinks(body: unknown): { items: SmsUplink[]; malformed: number }
}
