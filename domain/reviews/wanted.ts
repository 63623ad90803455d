import type { DefinitionStore, Pilot } from '../../models/definitions.ts'
import type { Change } from '../definitions/change.ts'
import { numberInUse } from '../definitions/drafts.ts'
import { keyOf, partsOf, versionKeyOf } from '../definitions/keys.ts'
import { saysTheSame } from '../definitions/publish.ts'
import type { Intended } from '../definitions/review.ts'
import type { Snapshot } from '../definitions/snapshot.ts'
import { textDiff } from '../definitions/text-diff.ts'
import { textOfVersion } from '../definitions/version-text.ts'

type Audience = Pick<Pilot, 'number' | 'share' | 'segment'>

/** The publication that was asked for, and what it was made from. */
export interface Wanted extends Intended {
  /** Numbers in use when it was asked for, by key. */
  basedOn: Record<string, number>
  /** Of journeys whose pilot it changes: who got it then; absent in those of earlier releases. */
  pilots?: Record<string, Audience | null>
}

export function wantedOf(intended: Intended, snapshot: Snapshot): Wanted {
  const { change } = intended
  return {
    ...intended,
    basedOn: Object.fromEntries(keysOf(change).map((key) => [key, numberInUse(snapshot, key)])),
    pilots: Object.fromEntries(Object.keys(change.pilot ?? {}).map((key) => [key, pilotNow(key, snapshot)])),
  }
}

/** Keys of what it changes. */
export function keysOf({ publish = [], pilot = {}, present = [] }: Change): string[] {
  const published = publish.map(({ definition: { kind, definition } }) => keyOf(kind, definition.id))
  return [...new Set([...published, ...Object.keys(pilot), ...present])]
}

/** What others did since that this publication was not asked for on; null when nothing. */
export function movedUnder({ basedOn, pilots = {} }: Wanted, snapshot: Snapshot): string | null {
  const isMoved = Object.entries(basedOn).some(([key, number]) => numberInUse(snapshot, key) !== number)
  if (isMoved) return '提交之后有人发布过新版本'
  const isPilotMoved = Object.entries(pilots).some(([key, then]) => !isSame(then, pilotNow(key, snapshot)))
  return isPilotMoved ? '提交之后灰度变过' : null
}

/** Whether it is so already: of somebody who died after it was published. */
export function isInForce({ change, pilots = {} }: Wanted, snapshot: Snapshot): boolean {
  const { publish = [], pilot = {} } = change
  if (publish.length + Object.keys(pilot).length === 0) return false
  const pilotsSay = Object.entries(pilot).every(([key, deed]) => {
    const now = pilotNow(key, snapshot)
    const then = pilots[key] ?? null
    if (deed.kind === 'begin' || deed.kind === 'widen')
      return now !== null && isSame({ ...now, ...deed.audience }, now)
    return now === null && (deed.kind === 'withdraw' || numberInUse(snapshot, key) === then?.number)
  })
  return (
    pilotsSay &&
    publish.every(({ definition: one }) => {
      const key = keyOf(one.kind, one.definition.id)
      const piloted = pilot[key]?.kind === 'begin' ? snapshot.pilots.get(key) : undefined
      return saysTheSame(one, piloted ? { definitions: [piloted] } : snapshot)
    })
  )
}

/** What it does, in a few words (zh-CN). */
export function deedOf({ pilot = {} }: Change, snapshot: Snapshot): string {
  const [[key, deed] = []] = Object.entries(pilot)
  if (key === undefined || deed === undefined) return '发布'
  switch (deed.kind) {
    case 'begin':
      return `发布，先给${audienceWords(deed.audience, snapshot)}`
    case 'widen':
      return `灰度放量到${audienceWords(deed.audience, snapshot)}`
    case 'promote':
      return `灰度的第 ${pilotNow(key, snapshot)?.number ?? ''} 版给所有人`
    case 'withdraw':
      return '收回灰度'
  }
}

function audienceWords(audience: { share?: number; segment?: string }, { registry }: Snapshot): string {
  if (audience.segment === undefined) return ` ${audience.share}% 的新人`
  const segment = registry.segments.find(({ id }) => id === audience.segment)
  return `人群包「${segment?.name ?? audience.segment}」`
}

/** What differs from what people get now, as a unified diff. */
export async function linesOf(
  { publish = [], pilot = {} }: Change,
  snapshot: Snapshot,
  store: Pick<DefinitionStore, 'versions'>,
): Promise<string[]> {
  async function textAt(key: string, number: number): Promise<string> {
    const [version] = number === 0 ? [] : await store.versions([versionKeyOf(key, number)])
    return version ? textOfVersion(version) : ''
  }
  const lines: string[] = []
  for (const { definition: one, text } of publish) {
    const key = keyOf(one.kind, one.definition.id)
    const before = await textAt(key, numberInUse(snapshot, key))
    lines.push(...textDiff(before, text ?? JSON.stringify(one.definition, null, 2)))
  }
  for (const [key, { kind }] of Object.entries(pilot)) {
    const now = pilotNow(key, snapshot)
    if (kind === 'begin' || now === null) continue
    const live = numberInUse(snapshot, key)
    const before = live === now.number ? '' : await textAt(key, live)
    lines.push(...textDiff(before, await textAt(key, now.number)))
  }
  return lines
}

function pilotNow(key: string, { headOf }: Snapshot): Audience | null {
  const { kind, id } = partsOf(key)
  const pilot = headOf(kind, id)?.pilot
  if (!pilot) return null
  const { number, share, segment } = pilot
  return { number, ...(share != null && { share }), ...(segment != null && { segment }) }
}

const isSame = (a: Audience | null, b: Audience | null): boolean =>
  a?.number === b?.number && a?.share === b?.share && a?.segment === b?.segment
