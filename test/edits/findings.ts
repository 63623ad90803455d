import type { Connection } from '../../models/connect.ts'
import type { CouponGrant } from '../../models/coupons.ts'
import type { Customer } from '../../models/customer.ts'
import type { DefinitionVersion, Publication } from '../../models/definitions.ts'
import type { Entry } from '../../models/entries.ts'
import type { EventRecord } from '../../models/events.ts'
import type { Run } from '../../models/run.ts'
import type { Touch } from '../../models/touch.ts'
import type { Diary } from './diary.ts'

/** Why a passage may end. */
const reasons = ['completed', 'exit:custom.leave', 'journeyEnded']

/** Whether somebody is on another version than they began on. */
type WasMoved = (run: Run) => boolean

/** Everything that must not be when all is over, in words; empty when nobody is lost, doubled or in limbo. */
export async function findingsOf(
  connection: Connection,
  diary: Diary,
  taken: readonly string[],
): Promise<string[]> {
  const all = <T extends object>(name: string) =>
    connection.collection(name).find({}).toArray() as unknown as Promise<T[]>
  const [runs, touches, versions] = [
    await all<Run>('runs'),
    await all<Touch>('touches'),
    await all<DefinitionVersion>('versions'),
  ]
  const publications = await all<Publication>('publications')
  const events = await all<EventRecord>('events')
  const began = new Map(events.map(({ _id, props }) => [_id, props.versionId]))
  const wasMoved: WasMoved = ({ _id, versionId }) => began.get(`journey:${_id}:entered`) !== versionId
  return [
    ...begunOnce(diary, runs),
    ...runs.flatMap((run) => passage(run, versions)),
    ...runs.flatMap((run) => messagesOf(run, touches, wasMoved(run))),
    ...touches.flatMap((touch) => message(touch, taken)),
    ...repeated(taken.map((ref) => ref.split('#')[0] as string)).map((id) => `${id} was sent twice`),
    ...counted(await all<Entry>('entries'), runs),
    ...oneTruth(publications, versions),
    ...given(await all<CouponGrant>('coupons'), runs, wasMoved),
    ...events.filter(({ open }) => open).map(({ _id }) => `event ${_id} is open`),
    ...(await all<Customer>('customers'))
      .filter(({ outbox }) => outbox.length > 0)
      .map(({ _id }) => `${_id} has an outbox`),
  ]
}

/** Whoever asked while the flow was open began it, once; nobody else did. */
function begunOnce(diary: Diary, runs: readonly Run[]): string[] {
  return diary.all().flatMap(({ id, name, tries, answered }) => {
    if (!answered) return [`${id} was never answered`]
    const begun = runs.filter(({ cause }) => cause === id).length
    if (name !== 'custom.begin') return begun === 0 ? [] : [`${id} began something`]
    const atLeast = tries.every(Boolean) ? 1 : 0
    const atMost = tries.some(Boolean) ? 1 : 0
    return begun >= atLeast && begun <= atMost ? [] : [`${id} began ${begun} passages, open: ${tries}`]
  })
}

function stepsOf(run: Run, versions: readonly DefinitionVersion[]): Record<string, { kind: string }> | null {
  const version = versions.find(({ _id }) => _id === `journey:${run.versionId}`)
  return version === undefined ? null : JSON.parse(version.definition).steps
}

function passage(run: Run, versions: readonly DefinitionVersion[]): string[] {
  const steps = stepsOf(run, versions)
  const where = `${run._id} on ${run.versionId}`
  if (steps === null) return [`${where}: there is no such version`]
  return [
    // Who was moved has come to steps of the version they were on as well.
    ...(steps[run.stepId] === undefined ? [`${where} stands at ${run.stepId}, which is not there`] : []),
    ...(run.state === 'ended'
      ? []
      : [`${where} has not ended: ${run.stepId}, due ${run.dueAt?.toISOString()}`]),
    ...(run.state === 'ended' && !reasons.includes(run.endReason ?? '')
      ? [`${where} ended: ${run.endReason}`]
      : []),
    ...(run.dueAt === undefined && run.lease === undefined ? [] : [`${where} is still due or held`]),
    ...run.untold.map((what) => `${where} has not told ${what}`),
    ...(run.failures > 0 ? [`${where} failed ${run.failures} times`] : []),
  ]
}

const sends = ['greet', 'thank', 'remind']

/** Each visit of a send step that was left has its message; who did not come to one has none. */
function messagesOf(run: Run, touches: readonly Touch[], wereMoved: boolean): string[] {
  const meant = Object.entries(run.visits).flatMap(([step, times]) =>
    sends.includes(step) ? Array.from({ length: times }, (_, n) => `${run._id}:${step}:${n + 1}`) : [],
  )
  const own = touches.filter(({ runId }) => runId === run._id).map(({ _id }) => _id)
  // Who is taken off the flow, or moved, right at the step may never have begun it.
  const mayLack = (id: string) =>
    wereMoved || (run.endReason !== 'completed' && id === `${run._id}:${run.stepId}:${run.visit}`)
  return [
    ...meant.filter((id) => !own.includes(id) && !mayLack(id)).map((id) => `nobody asked for ${id}`),
    ...own.filter((id) => !meant.includes(id)).map((id) => `${id} was asked for unasked`),
  ]
}

function message(touch: Touch, taken: readonly string[]): string[] {
  const final = touch.decisions.filter((decision) => decision.final)
  const times = taken.filter((ref) => ref.startsWith(`${touch._id}#`)).length
  const isSent = touch.sentAt !== undefined
  return [
    ...(final.length === 1 ? [] : [`${touch._id} is ${touch.state} with ${final.length} final decisions`]),
    ...(times === (isSent ? 1 : 0) ? [] : [`${touch._id} is ${touch.state} and was taken ${times} times`]),
    ...((touch.effects ?? []).length === 0 ? [] : [`${touch._id} has effects left`]),
  ]
}

function counted(entries: readonly Entry[], runs: readonly Run[]): string[] {
  const entryOf = ({ _id }: Run) => _id.slice(0, _id.lastIndexOf(':'))
  return [...new Set([...runs.map(entryOf), ...entries.map(({ _id }) => _id)])].flatMap((id) => {
    const count = entries.find(({ _id }) => _id === id)?.count
    const begun = runs.filter((run) => entryOf(run) === id).length
    return count === begun ? [] : [`entry ${id} counts ${count}, there are ${begun}`]
  })
}

/** Publications follow each other without a gap, and name versions that are there. */
function oneTruth(publications: readonly Publication[], versions: readonly DefinitionVersion[]): string[] {
  const ids = new Set(versions.map(({ _id }) => _id))
  const row = publications.map(({ _id }) => _id).sort((a, b) => a - b)
  return [
    ...row.filter((number, n) => number !== n + 1).map((number) => `publication ${number} is out of its row`),
    ...publications.flatMap(({ _id, heads }) =>
      heads
        .filter(({ key, number }) => !ids.has(`${key}@${number}`))
        .map(({ key, number }) => `publication ${_id} names ${key}@${number}, which is not there`),
    ),
  ]
}

/** Who came to a coupon got one, and nobody two. */
function given(grants: readonly CouponGrant[], runs: readonly Run[], wasMoved: WasMoved): string[] {
  const ids = grants.map(({ _id }) => _id.slice('grant:'.length))
  const visits = runs.flatMap((run) =>
    Array.from({ length: run.visits.gift ?? 0 }, (_, n) => ({ run, id: `${run._id}:gift:${n + 1}` })),
  )
  return [
    ...ids
      .filter((id) => !visits.some((visit) => visit.id === id))
      .map((id) => `coupon ${id} was given to nobody`),
    ...visits
      .filter(({ run, id }) => !ids.includes(id) && run.stepId !== 'gift' && !wasMoved(run))
      .map(({ id }) => `coupon ${id} was not given`),
  ]
}

function repeated(all: readonly string[]): string[] {
  return [...new Set(all.filter((one, n) => all.indexOf(one) !== n))]
}
