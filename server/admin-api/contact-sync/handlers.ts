import type { Clock } from '../../../domain/clock.ts'
import type { ContactSync } from '../../../domain/contact-sync/contract.ts'
import { contactQuota, leftMs } from '../../../domain/contact-sync/estimate.ts'
import { skipWords } from '../../../domain/contact-sync/skip-words.ts'
import type { CompanyRules } from '../../../domain/language/settings.ts'
import type { AuditLog } from '../../../domain/members/audit-log.ts'
import type { ContactSyncStore, SkippedMember, SyncCounts } from '../../../models/contact-sync.ts'
import type { Handlers } from '../core/endpoint.ts'
import { AdminRefusal } from '../core/refuse.ts'
import type { contactSync as contract } from './contract.ts'

export function createContactSyncHandlers(deps: {
  /** Null where there is no WeCom. */
  sync: { corp: string; contactSync: Pick<ContactSync, 'ask' | 'nextAt'> } | null
  store: Pick<ContactSyncStore, 'find'>
  rules: () => Pick<CompanyRules, 'wecom'>
  auditLog: Pick<AuditLog, 'record'>
  clock: Clock
}): Handlers<typeof contract> {
  const { sync, store, rules, auditLog, clock } = deps

  return {
    async look() {
      const { contactLimit, welcomes, foreignTagGroups } = rules().wecom
      const settings = { welcomes, foreignTagGroups: [...foreignTagGroups] }
      if (sync === null) {
        return { isConfigured: false, nextAt: null, running: null, reports: [], quota: null, ...settings }
      }
      const found = await store.find(sync.corp)
      const running = found?.running ?? null
      const reports = found?.reports ?? []
      const people = reports[0]?.counts.people
      return {
        isConfigured: true,
        nextAt: await sync.contactSync.nextAt(),
        running: running && {
          at: running.at,
          isAsked: running.isAsked,
          stage: running.stage,
          members: running.members ?? null,
          done: running.done,
          leftSeconds: secondsOf(leftMs(running, clock.now())),
          waitUntil: running.waitUntil ?? null,
          waitCode: running.waitCode ?? null,
          counts: whole(running.counts),
        },
        reports: reports.map(({ at, endedAt, isAsked, isFirst, counts, skipped }) => ({
          at,
          endedAt,
          isAsked,
          isFirst,
          counts: whole(counts),
          skipped: skipped.map(inWords),
        })),
        quota: people === undefined ? null : contactQuota(people, contactLimit),
        ...settings,
      }
    },

    async run({ caller }) {
      if (sync === null) throw new AdminRefusal(409, 'contact_sync.off', '还没有接上企业微信')
      const isAsked = await sync.contactSync.ask()
      if (!isAsked) throw new AdminRefusal(409, 'contact_sync.running', '正在同步，不用再点')
      await auditLog.record(caller, { action: 'contact_sync.asked' })
      return {}
    },
  }
}

const none: Required<SyncCounts> = {
  ...{
    staff: 0,
    staffNew: 0,
    staffChanged: 0,
    staffLeft: 0,
    departments: 0,
    friendships: 0,
    people: 0,
    wechat: 0,
  },
  ...{
    withUnionid: 0,
    matched: 0,
    born: 0,
    learnt: 0,
    failed: 0,
    begun: 0,
    ended: 0,
    tagsHere: 0,
    tagsThere: 0,
    tagsUnknown: 0,
  },
}
const whole = (counts: SyncCounts): Required<SyncCounts> => ({ ...none, ...counts })
const inWords = (one: SkippedMember) => ({ ...one, says: skipWords(one.code) })
const secondsOf = (ms: number | null): number | null => (ms === null ? null : Math.ceil(ms / 1_000))
