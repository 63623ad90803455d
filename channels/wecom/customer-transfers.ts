import type { CustomerTransfers, TransferAsked, TransferStatus } from '../../domain/hand-over/ports.ts'
import { PlatformError } from '../platform-error.ts'
import type { WecomApi } from './api.ts'

/** Statuses of transfer_result (documents 96325, 96331). */
const statuses: Record<number, TransferStatus> = {
  1: 'done',
  2: 'waiting',
  3: 'refused',
  4: 'full',
  5: 'none',
}

/** 在职/离职继承 by the customer-contact API. */
export function createCustomerTransfers({ api }: { api: WecomApi }): CustomerTransfers {
  return {
    ask: ({ kind, from, to, externalUserids, sentence }) =>
      asked(async () => {
        const customers = await api.transferCustomers({ kind, from, to, externalUserids, sentence })
        return new Map(customers.map((each) => [each.external_userid, String(each.errcode)]))
      }),

    async results({ kind, from, to }) {
      const all = await api.transferResults({ kind, from, to })
      return all.map(({ external_userid, status, takeover_time }) => ({
        externalUserid: external_userid,
        status: statuses[status] ?? 'none',
        ...(takeover_time > 0 && { at: new Date(takeover_time * 1_000) }),
      }))
    },

    async unassigned() {
      const byMember = new Map<string, string[]>()
      for (const { handover_userid, external_userid } of await api.listUnassigned()) {
        byMember.set(handover_userid, [...(byMember.get(handover_userid) ?? []), external_userid])
      }
      return byMember
    },

    groupsOf: (userid) => api.listGroupChatsOf(userid),

    giveGroups: ({ kind, chatIds, to }) =>
      asked(async () => {
        const failed = await api.transferGroupChats({ kind, chatIds, to })
        return new Map(failed.map(({ chat_id, errcode }) => [chat_id, String(errcode)]))
      }),
  }
}

/** Asked again after a lost answer WeCom says that it is under way. */
async function asked(call: () => Promise<ReadonlyMap<string, string>>): Promise<TransferAsked> {
  try {
    return { kind: 'answered', codes: await call() }
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error
    if (error.retryable || error.sent === 'maybe') {
      return { kind: 'retryLater', afterMs: error.afterMs ?? 5_000, code: error.code }
    }
    return { kind: 'refused', code: error.code }
  }
}
