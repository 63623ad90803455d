import type { MovableClock } from '../testing/clock.ts'
import type { Diary, Told } from './diary.ts'
import { flows } from './flows.ts'
import { type Draw, type EditKind, edit, editKinds, kindOf, type Possible, possible } from './marketer.ts'
import type { SmallKelu } from './small-kelu.ts'
import type { Stillness } from './stillness.ts'

const minuteMs = 60_000

interface Survivor {
  kelu: SmallKelu
  clock: MovableClock
  diary: Diary
}

export interface LifeInput extends Survivor {
  people: readonly string[]
  /** From 0 to below 1, the same row for the same seed. */
  random(): number
  /** How many edits are dealt with in this life at most; how many of them end it is the doom's matter. */
  edits: number
  /** How often each kind was done before: the rarest is done next. */
  counts: Map<string, number>
  stillness?: Stillness
  doomOf(): Parameters<SmallKelu['doom']>[0]
}

/** One life of a process: edits, what people do meanwhile, and the work of workers, until it has done its edits or dies. */
export async function live(input: LifeInput): Promise<void> {
  const { kelu, clock, diary, random } = input
  const draw: Draw = (below) => Math.floor(random() * below)
  await recover(input)
  for (let n = 0; n < input.edits; n += 1) {
    kelu.doom(input.doomOf())
    const next = furthestBehind(possible(kelu), input.counts, draw)
    const { number } = kelu.published.snapshot()
    await edit(kelu, next, draw)
    if (kelu.published.snapshot().number > number) add(input.counts, next.kind)
    for (let doings = draw(5); doings > 0; doings -= 1) await tell(input, doing(input, draw))
    clock.advance(draw(9) * 60 * minuteMs)
    await kelu.work()
    await input.stillness?.look(kelu)
  }
  kelu.doom(null)
  for (const told of diary.unanswered()) await tell(input, told)
}

/** What the last life left undone: leases run out, sweeps take it up, and who got no answer asks again. */
export async function recover({ kelu, clock, diary }: Survivor): Promise<void> {
  kelu.doom(null)
  for (let turn = 0; turn < 3; turn += 1) {
    clock.advance(2 * minuteMs)
    await kelu.work()
  }
  for (const told of diary.unanswered()) await tell({ kelu, clock, diary }, told)
}

async function tell({ kelu, clock, diary }: Survivor, { tries, ...told }: Told): Promise<void> {
  await kelu.published.refresh()
  const { flow } = told.props
  const head = flow === undefined ? null : kelu.published.snapshot().headOf('journey', flow)
  const isOpen = head?.state === 'live'
  // Of a pilot without a version beside it only some may enter.
  const isForSome = isOpen && head.pilot?.number === head.number
  const now = { ...told, tries: [...tries, isOpen, ...(isForSome ? [false] : [])] }
  diary.write(now)
  const { id: _id, name, customerId, props } = told
  await kelu.customers.hear({ _id, name, customerId, props, at: clock.now(), source: 'test' })
  diary.write({ ...now, answered: true })
}

/** Somebody begins a flow, mostly an open one; answers; or has enough of all of them. */
function doing({ people, diary, kelu }: LifeInput, draw: Draw): Told {
  const n = diary.all().length + 1
  const customerId = people[draw(people.length)] as string
  const told = { id: `told:${n}`, customerId, tries: [], answered: false }
  const { headOf } = kelu.published.snapshot()
  const open = flows.filter((flow) => headOf('journey', flow)?.state === 'live')
  const among = open.length > 0 && draw(4) > 0 ? open : flows
  const flow = among[draw(among.length)] as string
  if (draw(10) < 6) return { ...told, name: 'custom.begin', props: { flow, n: String(n) } }
  return { ...told, name: draw(8) > 0 ? 'custom.answer' : 'custom.leave', props: {} }
}

/** How often each kind shall be done, beside the others: none so seldom that it shows nothing. */
const shares: Record<EditKind, number> = {
  edit: 2,
  move: 3,
  pause: 3,
  resume: 4,
  stop: 1.3,
  end: 1.3,
  rollBack: 2,
  pilot: 2,
  widen: 1.3,
  promote: 1.3,
  withdraw: 1.3,
  hold: 1.3,
  release: 1.3,
}

/** Mostly what is furthest behind its share; now and then whatever comes. */
function furthestBehind(all: Possible[], counts: ReadonlyMap<string, number>, draw: Draw): Possible {
  const behind = ({ kind }: Possible) => (counts.get(kind) ?? 0) / shares[kind]
  const shuffled = all.map((one) => ({ one, at: draw(1_000) })).sort((a, b) => a.at - b.at)
  const first = draw(4) === 0 ? shuffled : shuffled.sort((a, b) => behind(a.one) - behind(b.one))
  return first[0]?.one as Possible
}

const add = (counts: Map<string, number>, kind: string) => counts.set(kind, (counts.get(kind) ?? 0) + 1)

/** How often each kind took effect, by what is published. */
export function countEdits(publications: readonly { by: string }[]): Map<string, number> {
  const counts = new Map<string, number>(editKinds.map((kind) => [kind, 0]))
  for (const publication of publications) {
    const kind = kindOf(publication)
    if (kind !== null) add(counts, kind)
  }
  return counts
}
