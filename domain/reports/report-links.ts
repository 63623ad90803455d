import { daysWritten, type Period } from '../period.ts'

/** Where a report leads: the same days on 总览, and who has not confirmed, each of one 门店 or of all. */
export function createReportLinks(publicUrl: string) {
  const page = (path: string, query: Record<string, string>): string => {
    const asked = new URLSearchParams(query).toString()
    return `${publicUrl}/admin${path}${asked === '' ? '' : `?${asked}`}`
  }
  const ofStore = (store: string | null): Record<string, string> => (store === null ? {} : { store })
  return {
    overview: (period: Period, store: string | null): string =>
      page('/overview', { period: daysWritten(period), ...ofStore(store) }),
    unconfirmed: (store: string | null): string => page('/unconfirmed', ofStore(store)),
    alerts: (): string => page('/alerts', {}),
  }
}

export type ReportLinks = ReturnType<typeof createReportLinks>
