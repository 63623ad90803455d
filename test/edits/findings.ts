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
  return [
    ...begunOnce(diary, runs),
    ...runs.flatMap((run) => passage(run, versions)),
    ...runs.flatMap((run) => messagesOf(run, versions, touches)),
    ...touches.flatMap((touch) => message(touch, taken)),
    ...repeated(taken.map((ref) => ref.split('#')[0] as string)).map((id) => `${id} was sent twice`),
    ...counted(await all<Entry>('entries'), runs),
    ...oneTruth(await all<Publication>('publications'), versions),
    ...given(await all<CouponGrant>('coupons'), runs),
    ...(await all<EventRecord>('events')).filter(({ open }) => open).map(({ _id }) => `event ${_id} is open`),
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
    ...Object.keys(run.visits)
      .filter((step) => steps[step] === undefined)
      .map((step) => `${where} came to ${step}, which is not there`),
    ...Object.entries(run.visits)
      .filter(([, times]) => times !== 1)
      .map(([step, times]) => `${where} came to ${step} ${times} times`),
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

/** A send step that was left has its message, and one not come to has none. */
function messagesOf(run: Run, versions: readonly DefinitionVersion[], touches: readonly Touch[]): string[] {
  const steps = stepsOf(run, versions) ?? {}
  const meant = Object.keys(run.visits).filter((step) => steps[step]?.kind === 'send')
  const own = touches.filter(({ runId }) => runId === run._id).map(({ stepId }) => stepId)
  const isLast = (step: string) => step === run.stepId && run.endReason !== 'completed'
  return [
    // Who is taken off the flow right at the step may never have begun it.
    ...meant
      .filter((step) => !own.includes(step) && !isLast(step))
      .map((step) => `${run._id} never asked for ${step}`),
    ...own
      .filter((step) => !meant.includes(step ?? ''))
      .map((step) => `${run._id} asked for ${step} unasked`),
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
function given(grants: readonly { _id: string }[], runs: readonly Run[]): string[] {
  const ids = grants.map(({ _id }) => _id.slice('grant:'.length))
  const meant = runs.filter(({ visits }) => visits.gift !== undefined).map(({ _id }) => `${_id}:gift:1`)
  const isLast = (id: string) => runs.some((run) => id.startsWith(`${run._id}:`) && run.stepId === 'gift')
  return [
    ...ids.filter((id) => !meant.includes(id)).map((id) => `coupon ${id} was given to nobody`),
    ...meant.filter((id) => !ids.includes(id) && !isLast(id)).map((id) => `coupon ${id} was not given`),
  ]
}

function repeated(all: readonly string[]): string[] {
  return [...new Set(all.filter((one, n) => all.indexOf(one) !== n))]
}
