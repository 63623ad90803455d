import type { Connection } from '../../../../models/connect.ts'

/** What the figures of all time must be, by metric and everything they are told apart by: `count` and `sum`. */
export type Recount = Record<string, [count: number, sum: number]>

type Doc = Record<string, never> & { _id: string }
/** A document, of which everything is looked at as it comes. */
// biome-ignore lint/suspicious/noExplicitAny: shares no type with what it is held against either
type Raw = any

const hourText = (at: Date): string => `${at.toISOString().slice(0, 13)}:00`

const lagBounds: [seconds: number, name: string][] = [
  ...([
    [10, '10s'],
    [60, '1m'],
    [300, '5m'],
    [900, '15m'],
    [3_600, '1h'],
  ] as [number, string][]),
  ...([
    [14_400, '4h'],
    [43_200, '12h'],
    [86_400, '1d'],
    [259_200, '3d'],
  ] as [number, string][]),
]

/**
 * The figures counted the simple way: every record of the store is read once, and one table of sums is kept. It shares no code with
 * what it is held against: not the metrics, nor how dimensions are named, nor how a customer stood then.
 */
export async function recountAll(connection: Connection): Promise<Recount> {
  return (await recountBoth(connection)).all
}

/** The same beside what it is by segment: of runs, messages and what was done with these, under each segment or under none. */
export async function recountBoth(connection: Connection): Promise<{ all: Recount; bySegment: Recount }> {
  const all = (name: string): Promise<Raw[]> => connection.collection<Doc>(name).find({}).toArray()
  const [runs, touches, events, orders, tasks, customers] = await Promise.all(
    ['runs', 'touches', 'events', 'orders', 'tasks', 'customers'].map(all),
  )
  const sums: Recount = {}
  const bySegment: Recount = {}

  function count(
    metric: string,
    at: Date,
    dims: Record<string, string | null | undefined>,
    amount = 0,
    ofSegments?: { segments?: string[] },
  ): void {
    addTo(sums, metric, at, dims, amount)
    if (ofSegments === undefined) return
    const { flow, holdout, channel, reason, store } = dims
    const { segments = [] } = ofSegments
    for (const segment of segments.length === 0 ? [undefined] : segments)
      addTo(bySegment, metric, at, { flow, holdout, channel, reason, store, segment }, amount)
  }

  function addTo(
    table: Recount,
    metric: string,
    at: Date,
    dims: Record<string, string | null | undefined>,
    amount: number,
  ): void {
    const told = Object.entries(dims)
      .filter(([, value]) => (value ?? '') !== '')
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => `${name}:${value}`)
    const key = [metric, hourText(at), ...told].join(' ')
    const [n, sum] = table[key] ?? [0, 0]
    table[key] = [n + 1, sum + amount]
  }

  // Each customer's life backwards: what every told change says was there before it.
  const before: Raw[] = []
  for (const { name, customerId, at, props, seq = 0 } of events as Raw[]) {
    const told = name === 'customer.merged' ? (props.changes ?? []) : [{ ...props, name }]
    for (const { name: what, field, old } of told)
      if (what === 'customer.profile_changed') before.push({ customerId, at, seq, field, old })
  }
  before.sort((a, b) => b.at - a.at || b.seq - a.seq)
  const backwards = new Map<string, Raw[]>()
  for (const change of before)
    backwards.set(change.customerId, [...(backwards.get(change.customerId) ?? []), change])
  const people = new Map<string, Raw>((customers as Raw[]).map((one) => [one._id, one]))

  function then(customerId: string, at: Date): Raw {
    const one = people.get(customerId)
    const state: Raw = {
      homeStore: one?.homeStore,
      isTest: one?.isTest,
      region: one?.profile?.region,
      sourceChannel: one?.profile?.sourceChannel,
    }
    for (const change of backwards.get(customerId) ?? []) {
      if (change.at <= at) break
      state[change.field] = change.old ?? undefined
    }
    return state
  }
  const place = (customerId: string, at: Date) => {
    const { homeStore, region, sourceChannel } = then(customerId, at)
    return { store: homeStore ?? undefined, region: region ?? undefined, source: sourceChannel ?? undefined }
  }
  const arm = (arms: Raw) =>
    Object.keys(arms ?? {})
      .sort()
      .map((step) => `${step}=${arms[step]}`)
      .join(';')

  for (const run of runs as Raw[]) {
    if (run.isTest) continue
    const dims = {
      flow: run.journeyId,
      version: run.versionId,
      arm: arm(run.arms),
      holdout: run.holdout ? 'yes' : undefined,
    }
    const { customerId, startedAt, endedAt, goalMetAt } = run
    count('runs.entered', startedAt, { ...dims, ...place(customerId, startedAt) }, 0, run)
    if (endedAt)
      count(
        'runs.ended',
        endedAt,
        { ...dims, step: run.stepId, reason: run.endReason, ...place(customerId, endedAt) },
        0,
        run,
      )
    if (goalMetAt)
      count('goals.met', goalMetAt, { ...dims, ...place(customerId, goalMetAt) }, run.goalValueFen, run)
  }

  const touchById = new Map<string, Raw>((touches as Raw[]).map((touch) => [touch._id, touch]))
  const wayOf = (touch: Raw) => ({
    version: touch.versionId,
    arm: arm(touch.arms),
    holdout: touch.plan?.holdout ? 'yes' : undefined,
  })
  for (const touch of touches as Raw[]) {
    if (touch.isTest) continue
    const last = [...touch.decisions].reverse().find((one: Raw) => one.final) ?? touch.decisions.at(-1)
    const isOver = ['skipped', 'failed', 'unknown', 'expired'].includes(touch.state)
    const at = touch.sentAt ?? (isOver ? last?.at : undefined)
    if (at === undefined) continue
    const dims = {
      ...wayOf(touch),
      flow: touch.journeyId,
      step: touch.stepId,
      message: touch.messageId,
      channel: touch.channel,
      reason: touch.sentAt ? undefined : touch.decisions.at(-1).reason,
      ...place(touch.customerId, at),
    }
    count(`touches.${touch.sentAt ? 'sent' : touch.state}`, at, dims, 0, touch)
    let segments = 0
    for (const attempt of touch.attempts)
      if (attempt.outcome === 'sent' || attempt.outcome === 'unknown') segments += attempt.segments ?? 0
    if (touch.sentAt) {
      const seconds = (touch.sentAt - touch.createdAt) / 1_000
      const few = { ...dims, version: undefined, arm: undefined, step: undefined, message: undefined }
      const own = { ...few, source: undefined }
      const bound = lagBounds.find(([most]) => seconds <= most)?.[1] ?? 'more'
      count('touches.lag', at, { ...own, reason: bound }, touch.sentAt - touch.createdAt, touch)
      const putOff = touch.decisions.find((one: Raw) => one.verdict === 'defer')
      if (putOff) count('touches.putOff', at, { ...own, reason: putOff.reason }, 0, touch)
    }
    if (touch.sentAt && touch.attempts.some((one: Raw) => one.possibleDuplicate))
      count(
        'touches.twice',
        at,
        {
          ...{ flow: dims.flow, holdout: dims.holdout, channel: dims.channel },
          ...{ reason: dims.reason, store: dims.store, region: dims.region },
        },
        0,
        touch,
      )
    if (segments > 0) count('sms.segments', at, dims, segments, touch)
    if (touch.machineOpens > 0) count('opens.machine', at, dims, touch.machineOpens, touch)
  }

  const taskById = new Map<string, Raw>((tasks as Raw[]).map((task) => [task._id, task]))
  const signals: Record<string, string> = {
    'message.opened': 'messages.opened',
    'message.clicked': 'messages.clicked',
    'message.replied': 'messages.replied',
    'popup.clicked': 'popups.clicked',
  }
  for (const { name, at, customerId, props } of events as Raw[]) {
    const metric = signals[name]
    const touch = touchById.get(props.touchId)
    if (metric !== undefined && !touch?.isTest)
      count(
        metric,
        at,
        {
          ...(touch && wayOf(touch)),
          ...{ flow: props.journeyId, step: props.stepId, message: props.messageId, channel: props.channel },
          ...place(customerId, at),
        },
        0,
        touch ?? {},
      )
    if (name === 'task.accepted' && !taskById.get(props.taskId)?.isTest)
      count('tasks.accepted', at, place(customerId, at))
  }

  for (const { customerId, payment, own, refunds = [] } of orders as Raw[]) {
    if (!payment || own?.isTest || then(customerId, payment.at).isTest) continue
    const { at, amountFen, storeId } = payment
    const bought = place(customerId, at)
    const dims = { ...bought, store: storeId ?? bought.store }
    count('orders.paid', at, dims, amountFen)
    const back = (refunds as Raw[]).reduce((sum: number, { fen }: Raw) => sum + fen, 0)
    if (amountFen > back) count('orders.kept', at, dims, amountFen - back)
  }

  for (const task of tasks as Raw[]) {
    if (task.isTest) continue
    const { customerId, createdAt, doneAt, result, state } = task
    if (!['planned', 'joined', 'turnedAway'].includes(state))
      count('tasks.made', createdAt, place(customerId, createdAt))
    if (doneAt) count('tasks.done', doneAt, { reason: result, ...place(customerId, doneAt) })
  }
  return { all: sums, bySegment }
}
