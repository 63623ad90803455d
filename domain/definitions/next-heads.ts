import type { DefinitionVersion, Head, PublishedChange, StepMap } from '../../models/definitions.ts'
import type { Change, NewVersion } from './change.ts'
import type { TogetherFault } from './check-together.ts'
import { isInUse, over, running, steer, withVersion } from './journey-life.ts'
import { keyOf, partsOf } from './keys.ts'
import { beginPilot, changePilot } from './pilot.ts'
import type { Snapshot } from './snapshot.ts'

interface Planned {
  change: Change
  /** Keys of live segments whose rule it changes. */
  rulesChanged: readonly string[]
  /** Those of its versions that are not in use as they are. */
  wanted: readonly NewVersion[]
  /** Of the publication it is to be. */
  number: number
  now: Date
}

/** What cannot be done about journeys as they are now. */
export function faultsOfHeads(snapshot: Pick<Snapshot, 'heads'>, planned: Planned): TogetherFault[] {
  // A version that is not stored yet has a number nothing else has.
  const versions = planned.wanted.map(({ definition: { kind, definition } }) => ({
    key: keyOf(kind, definition.id),
    number: 0,
  }))
  const { heads, faults } = applied(snapshot.heads, { ...planned, versions })
  const segments = new Set([...heads.values()].filter(isInUse).map(({ key }) => key))
  const lost = [...heads.values()].flatMap(({ key, pilot }): TogetherFault[] =>
    pilot?.segment === undefined || segments.has(keyOf('segment', pilot.segment))
      ? []
      : [
          {
            key,
            path: '',
            expected: `正在用的人群包（没有 ${pilot.segment}）`,
            todo: '灰度的人群包要先发布，灰度期间不能停用',
          },
        ],
  )
  return [...faults, ...lost]
}

/** All heads after a change, and what differs. */
export function nextHeads(
  heads: readonly Head[],
  planned: Planned & { versions: readonly DefinitionVersion[] },
): { heads: Head[]; changes: PublishedChange[] } {
  const before = new Map(heads.map((head) => [head.key, head]))
  const next = applied(heads, planned).heads
  const { move = {}, pilot = {} } = planned.change
  const changes = [...next].flatMap(([key, head]) => {
    const deed = pilot[key]?.kind
    return changeOf(key, before.get(key), head, { moves: move[key] ?? [], ...(deed && { pilot: deed }) })
  })
  return { heads: [...next.values()].sort((a, b) => (a.key < b.key ? -1 : 1)), changes }
}

function applied(
  heads: readonly Head[],
  {
    change,
    rulesChanged,
    versions,
    number,
    now,
  }: Planned & { versions: readonly { key: string; number: number }[] },
): { heads: Map<string, Head>; faults: TogetherFault[] } {
  const next = new Map(heads.map((head) => [head.key, head]))
  const faults: TogetherFault[] = []
  const put = (key: string, after: Head | { expected: string; todo: string }): void => {
    if ('key' in after) next.set(key, after)
    else faults.push({ key, path: '', ...after })
  }

  for (const [key, steering] of Object.entries(change.steer ?? {})) {
    const head = next.get(key)
    if (head === undefined || partsOf(key).kind !== 'journey') {
      put(key, { expected: '已有的流程', todo: '检查流程的名称' })
    } else put(key, steer(head, steering, now))
  }
  for (const key of change.resumed ?? []) {
    const head = next.get(key)
    if (head?.state === 'resuming') next.set(key, running(head))
  }
  for (const [key, wish] of Object.entries(change.pilot ?? {})) {
    if (wish.kind !== 'begin') {
      put(key, changePilot(next.get(key), wish, now))
      continue
    }
    const version = versions.find((one) => one.key === key)
    if (version === undefined) put(key, { expected: '与正在用的版本不同的内容', todo: '改了内容再灰度' })
    else if (partsOf(key).kind !== 'journey') put(key, { expected: '流程才能灰度', todo: '直接发布' })
    else put(key, beginPilot(next.get(key), version, wish.audience, now))
  }
  for (const version of versions) {
    if (change.pilot?.[version.key]?.kind === 'begin') continue
    const before = next.get(version.key)
    const after = withVersion(before, version, now)
    next.set(version.key, after)
    if (before === undefined || !rulesChanged.includes(version.key)) continue
    const tell = change.tell?.includes(version.key) ?? false
    const from = before.unsettled?.from ?? before.number
    next.set(version.key, { ...after, unsettled: { from, publication: number, tell } })
  }
  for (const key of change.settled ?? []) {
    const { unsettled: _, ...head } = next.get(key) ?? {}
    if ('key' in head) next.set(key, head)
  }
  for (const key of change.retire ?? []) {
    const head = next.get(key)
    if (head && isInUse(head)) next.set(key, over(head, 'retired'))
  }
  for (const key of change.present ?? []) {
    const head = next.get(key)
    if (head?.state === 'live') {
      next.set(key, { ...head, present: { publication: number, pilot: head.pilot !== undefined } })
    } else put(key, { expected: '运行中的流程，现有的人才能进入', todo: '先恢复或发布流程' })
  }
  return { heads: next, faults }
}

function changeOf(
  key: string,
  before: Head | undefined,
  after: Head,
  { moves: asked, ...deed }: { moves: readonly StepMap[] } & Pick<PublishedChange, 'pilot'>,
): PublishedChange[] {
  const to = deed.pilot === 'begin' ? after.pilot?.number : undefined
  // Whoever is on the version already need not be moved to it.
  const moves = asked
    .filter(({ from }) => from !== (to ?? after.number))
    .map((map) => (to === undefined || to === after.number ? map : { ...map, to }))
  const more = { ...deed, ...(moves.length > 0 && { moves }) }
  const used = (head: Head | undefined) => (head && isInUse(head) ? head.number : undefined)
  const [from, now] = [used(before), used(after)]
  const state = before !== undefined && before.state !== after.state ? after.state : undefined
  const isPresent = after.present?.publication !== before?.present?.publication
  const isSettled = after.unsettled?.publication !== before?.unsettled?.publication
  const isMore = Object.keys(more).length > 0 || isPresent || isSettled
  return from === now && state === undefined && !isMore ? [] : [{ key, from, to: now, state, ...more }]
}
