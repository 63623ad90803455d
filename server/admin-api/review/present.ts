import type { ReviewReport } from '../../../domain/review/report.ts'
import { sheetsOf } from '../../../domain/review/sheets.ts'

export function presentReport(report: ReviewReport) {
  const { campaign, period, standing, at, summary, openHours } = report
  return {
    ...{ ...period, standing, at, summary, openHours },
    campaign: campaign && {
      ...{ id: campaign.plan._id, name: campaign.plan.name },
      ...{ percent: campaign.goal.percent, countedAt: campaign.countedAt },
      flows: campaign.plan.flows,
    },
    sheets: sheetsOf(report),
  }
}
