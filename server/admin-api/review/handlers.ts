import { planOf } from '../../../domain/campaigns/plan-file.ts'
import type { Clock } from '../../../domain/clock.ts'
import { DomainError } from '../../../domain/errors.ts'
import { runState } from '../../../domain/journeys/state-words.ts'
import type { AuditLog } from '../../../domain/members/audit-log.ts'
import type { Caller } from '../../../domain/members/caller.ts'
import type { Scopes } from '../../../domain/members/scope.ts'
import { reasonText } from '../../../domain/outreach/touch/explain.ts'
import { type PeriodName, periodOf } from '../../../domain/period.ts'
import { nextAfter, nextRound } from '../../../domain/review/next-round.ts'
import { type RecordNames, type ReviewRecord, recordsAsCsv } from '../../../domain/review/record-columns.ts'
import type { ReviewRecords } from '../../../domain/review/records.ts'
import type { ReviewOf, ReviewReporter } from '../../../domain/review/report.ts'
import { periodName, reportAsBook, reportName } from '../../../domain/review/report-book.ts'
import { channelName } from '../../../domain/review/sheets.ts'
import type { createDefinitionNames } from '../../../domain/timeline/definition-names.ts'
import type { CampaignStore } from '../../../models/campaigns.ts'
import type { LessonStore } from '../../../models/lessons.ts'
import type { FileAnswer, Handlers } from '../core/endpoint.ts'
import type { review as contract } from './contract.ts'
import { presentReport } from './present.ts'

/** What a request names. */
interface Asked {
  campaign?: string
  period: PeriodName
  from?: string
  to?: string
}

/** 复盘: the report of a period or a campaign, to read and to take along. */
export function createReviewReportHandlers(deps: {
  report: ReviewReporter
  records: ReviewRecords
  lessons: Pick<LessonStore, 'many'>
  campaigns: Pick<CampaignStore, 'find'>
  /** Which of these flows people go on entering. */
  goingOn(flows: readonly string[]): Promise<string[]>
  definitionNames: ReturnType<typeof createDefinitionNames>
  scopes: Pick<Scopes, 'of'>
  auditLog: Pick<AuditLog, 'record'>
  clock: Clock
}): Handlers<typeof contract> {
  const { report, records, auditLog, clock } = deps

  function whatOf({ campaign, period, from, to }: Asked): ReviewOf {
    if (campaign !== undefined) return { campaign }
    const named = periodOf(period, clock.now())
    return { period: { from: from ?? named.from, to: to ?? named.to } }
  }

  /** What its report is called, without making it. */
  async function nameOf(what: ReviewOf): Promise<string> {
    if ('period' in what) return periodName(what.period)
    const campaign = await deps.campaigns.find(what.campaign)
    if (campaign === null) throw new DomainError('campaign.not_found', { id: what.campaign })
    return campaign.name
  }

  async function namesFor(page: readonly ReviewRecord[]): Promise<RecordNames> {
    const nameOf = await deps.definitionNames([
      ...page.flatMap(({ flow }) => (flow === undefined ? [] : [{ kind: 'journey' as const, id: flow }])),
      ...page.flatMap(({ content }) =>
        content === undefined ? [] : [{ kind: 'message' as const, id: content }],
      ),
    ])
    return {
      flow: (id) => nameOf('journey', id),
      message: (id) => unwritten[id] ?? nameOf('message', id),
      channel: channelName,
      reason: reasonIn,
    }
  }

  async function note(caller: Caller, file: 'xlsx' | 'csv', what: ReviewOf): Promise<void> {
    const on = 'campaign' in what ? `campaign:${what.campaign}` : 'review'
    const details = { file, ...('period' in what && what.period) }
    await auditLog.record(caller, { action: 'review.exported', on, details })
  }

  return {
    look: async ({ query }) => presentReport(await report(whatOf(query))),

    async nextPlan({ query: { lessons: written, ...query }, caller }) {
      const { campaign, period, spent } = await report(whatOf(query))
      const ids = written.split(',').filter((id) => id !== '')
      const found = new Map((await deps.lessons.many(ids)).map((lesson) => [lesson._id, lesson]))
      // In the order they were chosen.
      const chosen = ids.flatMap((id) => found.get(id) ?? [])
      const plan =
        campaign === null
          ? nextAfter(period, chosen, caller.name)
          : nextRound(
              {
                plan: planOf(campaign.plan),
                reached: campaign.goal.actual,
                spentFen: campaign.countedAt === null ? null : spent.totalFen,
                flows: await deps.goingOn(campaign.plan.flows),
              },
              chosen,
            )
      return { plan }
    },

    async takeReport({ body, caller }): Promise<FileAnswer> {
      const what = whatOf(body)
      const found = await report(what)
      await note(caller, 'xlsx', what)
      return { name: `复盘 ${reportName(found)}.xlsx`, pieces: [reportAsBook(found)] }
    },

    async takeRecords({ body, caller }): Promise<FileAnswer> {
      const what = whatOf(body)
      const name = await nameOf(what)
      const seesPeople = (await deps.scopes.of(caller)).kind === 'everything'
      await note(caller, 'csv', what)
      const pieces = recordsAsCsv(records(what), namesFor, seesPeople ? 'shown' : 'left out')
      return { name: `复盘数据 ${name}.csv`, pieces }
    },
  }
}

/** Why a message did not go out, or a run ended. */
function reasonIn(reason: string): string {
  const words = reasonText(reason)
  return words === reason ? runState(reason) : words
}

/** What has no message. */
const unwritten: Record<string, string> = { followUp: '导购跟进', words: '导购自选话术' }
