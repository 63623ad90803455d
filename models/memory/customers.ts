import type { Customer } from '../customer.ts'
import { type CustomerStore, type JournalWrite, recentKept, type Takeover } from '../customers.ts'
import { slotsKept } from '../slots.ts'

/** Few people in memory, for simulations: the same answers as the store. What it gives is not to be written to. */
export function createMemoryCustomers(customers: Map<string, Customer> = new Map()): CustomerStore {
  /** Changes the customer if they are as the caller thinks; true when they were. */
  function update(
    id: string,
    holds: (customer: Customer) => boolean,
    edit: (customer: Customer) => Partial<Customer>,
  ): boolean {
    const customer = customers.get(id)
    if (customer === undefined || !holds(customer)) return false
    const next = { ...customer, ...edit(customer) }
    customers.set(id, next)
    return true
  }
  const always = () => true
  const some = (holds: (customer: Customer) => boolean, limit: number): Customer[] => {
    const found: Customer[] = []
    for (const customer of customers.values())
      if (found.length < limit && holds(customer)) found.push(customer)
    return found
  }
  const isAsSeen = (before: Customer) => (stored: Customer) => stored.rev === before.rev
  const bumped = ({ rev }: Customer) => ({ rev: (rev ?? 0) + 1 })
  const moves = (customer: Customer, segmentId: string) => ({
    ...customer.segmentMoves,
    [segmentId]: (customer.segmentMoves?.[segmentId] ?? 0) + 1,
  })

  return {
    async create(customer) {
      if (customers.has(customer._id)) return false
      customers.set(customer._id, customer)
      return true
    },
    async createMany(newborn) {
      for (const customer of newborn) if (!customers.has(customer._id)) customers.set(customer._id, customer)
    },
    find: async (id) => customers.get(id) ?? null,
    findMany: async (ids) => ids.flatMap((id) => customers.get(id) ?? []),
    findByPhoneKey: async (key) =>
      some(({ profile, mergedInto }) => profile.phoneKey === key && !mergedInto, customers.size),
    findByAddressKeys: async (phoneKeys, emailKeys) =>
      some(
        ({ profile, mergedInto }) =>
          !mergedInto &&
          (phoneKeys.includes(profile.phoneKey ?? '') || emailKeys.includes(profile.emailKey ?? '')),
        customers.size,
      ),

    save: async (before, write) => update(before._id, isAsSeen(before), (stored) => written(stored, write)),
    async removeFromOutbox(id, eventIds) {
      update(id, always, ({ outbox }) => ({ outbox: outbox.filter(({ _id }) => !eventIds.includes(_id)) }))
    },

    intendMerge: async (survivorId, loserId) =>
      update(
        survivorId,
        ({ mergedInto }) => !mergedInto,
        (stored) => ({ ...bumped(stored), merging: [...new Set([...(stored.merging ?? []), loserId])] }),
      ),
    async abandonMerge(survivorId, loserId) {
      update(survivorId, always, (stored) => ({
        ...bumped(stored),
        merging: stored.merging?.filter((id) => id !== loserId),
      }))
    },
    markMerged: async (loser, survivorId) =>
      update(loser._id, isAsSeen(loser), (stored) => ({
        ...bumped(stored),
        mergedInto: survivorId,
        refreshAt: undefined,
      })),
    takeOver: async (before, write, takeover) =>
      update(
        before._id,
        (stored) => isAsSeen(before)(stored) && mayTakeOver(stored, takeover),
        (stored) => takenOver({ ...stored, ...written(stored, write) }, takeover),
      ),

    async claimOpenTask(customerId, taskId) {
      for (let id = customerId; ; ) {
        const stored = customers.get(id)
        if (stored === undefined) throw new Error(`customer ${id} is not there to hold a task`)
        if (stored.mergedInto) id = stored.mergedInto
        else {
          if (!stored.openTaskId) update(id, always, () => ({ openTaskId: taskId }))
          return customers.get(id)?.openTaskId ?? taskId
        }
      }
    },
    async releaseOpenTask(customerId, taskId) {
      for (let id: string | undefined = customerId; id !== undefined; id = customers.get(id)?.mergedInto)
        update(
          id,
          ({ openTaskId }) => openTaskId === taskId,
          () => ({ openTaskId: undefined }),
        )
    },

    joinSegment: async (id, segmentId) =>
      update(
        id,
        ({ segments, mergedInto }) => !segments.includes(segmentId) && !mergedInto,
        (stored) => ({
          segments: [...stored.segments, segmentId],
          segmentMoves: moves(stored, segmentId),
        }),
      ),
    leaveSegment: async (id, segmentId) =>
      update(
        id,
        ({ segments }) => segments.includes(segmentId),
        (stored) => ({
          segments: stored.segments.filter((one) => one !== segmentId),
          segmentMoves: moves(stored, segmentId),
        }),
      ),

    withUnpublished: async (before, limit) =>
      some(({ outbox }) => outbox.some(({ receivedAt }) => receivedAt <= before), limit),
    inMerge: async (limit) => some(({ merging }) => (merging?.length ?? 0) > 0, limit),
    testAccounts: async (limit) => some(({ isTest, mergedInto }) => isTest && !mergedInto, limit),
    dueForRefresh: async (now, limit) =>
      some(({ refreshAt }) => refreshAt !== undefined && refreshAt <= now, limit),
  }
}

function written(stored: Customer, { seq, parts, gone, outbox, mark }: JournalWrite): Partial<Customer> {
  return {
    ...parts,
    ...Object.fromEntries(gone.map((part) => [part, undefined])),
    seq,
    rev: (stored.rev ?? 0) + 1,
    outbox: outbox.length > 0 ? [...stored.outbox, ...outbox] : stored.outbox,
    ...(mark && { [mark.list]: [...(stored[mark.list] ?? []), mark.id].slice(-recentKept) }),
  }
}

function mayTakeOver(stored: Customer, { loserId, slots, segments, openTaskId }: Takeover): boolean {
  return (
    !stored.mergedFrom.includes(loserId) &&
    !slots.some(({ touch }) => stored.slots.some((held) => held.touch === touch)) &&
    !segments.some((segment) => stored.segments.includes(segment)) &&
    !(openTaskId && stored.openTaskId)
  )
}

function takenOver(stored: Customer, takeover: Takeover): Customer {
  const { loserId, mergedFrom, slots, segments, openTaskId, recent, causes } = takeover
  return {
    ...stored,
    mergedFrom,
    recent,
    causes,
    ...(openTaskId && { openTaskId }),
    merging: stored.merging?.filter((id) => id !== loserId),
    slots: [...stored.slots, ...slots].sort((a, b) => b.at.getTime() - a.at.getTime()).slice(0, slotsKept),
    segments: [...stored.segments, ...segments],
  }
}
