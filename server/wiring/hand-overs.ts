import type { CodeKeeper } from '../../domain/channel-codes/keep-codes.ts'
import type { Clock } from '../../domain/clock.ts'
import type { Customers } from '../../domain/customers/contract.ts'
import type { Publish } from '../../domain/definitions/publish.ts'
import type { Published } from '../../domain/definitions/published.ts'
import { codeBelongings } from '../../domain/hand-over/code-belongings.ts'
import { createHandOvers, type HandOvers } from '../../domain/hand-over/create-hand-over.ts'
import { groupSendBelongings } from '../../domain/hand-over/group-send-belongings.ts'
import { taskBelongings } from '../../domain/hand-over/task-belongings.ts'
import { createTellLead } from '../../domain/hand-over/tell-lead.ts'
import type { Log } from '../../domain/log.ts'
import type { OutreachUpkeep } from '../../domain/outreach/create-outreach.ts'
import type { Sales } from '../../domain/sales/contract.ts'
import type { StaffDirectory } from '../../domain/sales/staff-directory.ts'
import type { Config } from '../config.ts'
import type { Platforms } from './platforms.ts'
import type { Stores } from './stores.ts'

/** 在职/离职继承, and 删人提醒 to whoever leads the salesperson. */
export function wireHandOvers(deps: {
  config: Pick<Config, 'wecom' | 'publicUrl'>
  stores: Stores
  platforms: Pick<Platforms, 'transfers' | 'messenger'>
  customers: Customers
  sales: Sales
  outreach: Pick<OutreachUpkeep, 'leftGroupSends'>
  /** Null where Kelu makes no codes. */
  codeKeeper: Pick<CodeKeeper, 'used' | 'look'> | null
  published: Published
  publish: Publish
  directory: StaffDirectory
  clock: Clock
  log: Log
}): HandOvers {
  const { config, stores, platforms, customers, sales, outreach, directory, clock, log } = deps
  const { codeKeeper: keeper, published, publish } = deps
  const handOvers = createHandOvers({
    corp: config.wecom?.corpId ?? '',
    store: stores.handOvers,
    followed: stores.followedCustomers,
    transfers: platforms.transfers,
    belongings: [
      taskBelongings({ tasks: stores.tasks, sales, clock }),
      groupSendBelongings(outreach),
      ...(keeper
        ? [codeBelongings({ keeper, published, publish, versions: stores.definitions, directory })]
        : []),
    ],
    customers,
    clock,
    log,
  })
  const lead = createTellLead({
    directory,
    messenger: platforms.messenger,
    notes: stores.lostFriendNotes,
    publicUrl: config.publicUrl,
  })
  if (config.wecom) customers.listen(lead.onEvent, lead.wants)
  return handOvers
}
