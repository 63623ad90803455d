import type { CustomerTransfers, TransferAsked } from '../../domain/hand-over/ports.ts'
import type { FoundOutcome, SendOutcome } from '../../domain/outreach/ports.ts'
import type { ReportMessenger } from '../../domain/reports/ports.ts'
import type { StaffMessenger } from '../../domain/sales/ports.ts'
import type { CorpTags } from '../../domain/tag-sync/ports.ts'

/** What a platform that is not configured answers: a refusal the touch keeps as its reason. */
export function offSender(platform: string): {
  send(): Promise<SendOutcome>
  find(): Promise<FoundOutcome>
} {
  return {
    send: async () => ({ kind: 'refused', reason: 'off', code: `${platform}.off` }),
    find: async () => ({ kind: 'notFound' }),
  }
}

const off = async (): Promise<SendOutcome> => ({
  kind: 'refused',
  reason: 'off',
  code: 'wecom.off',
})

export const offMessenger: StaffMessenger = {
  sendCard: off,
  findCard: async () => ({ kind: 'notFound' }),
  sendList: off,
  replaceCard: off,
  closeCard: off,
  sendText: off,
}

export const offReportMessenger: ReportMessenger = { sendLines: off, sendFile: off }

const offTags = async () => ({ kind: 'refused', reason: 'configuration', code: 'wecom.off' }) as const

export const offCorpTags: CorpTags = {
  list: async () => [],
  make: offTags,
  rename: offTags,
  remove: offTags,
  mark: offTags,
}

const offTransfer = async (): Promise<TransferAsked> => ({ kind: 'refused', code: 'wecom.off' })

export const offTransfers: CustomerTransfers = {
  ask: offTransfer,
  results: async () => [],
  unassigned: async () => new Map(),
  groupsOf: async () => [],
  giveGroups: offTransfer,
}
