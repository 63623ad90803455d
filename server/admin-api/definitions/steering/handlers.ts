import { channelLabels } from '../../../../domain/audience/labels.ts'
import { isInUse, type Steering, stateNames, steer } from '../../../../domain/definitions/journey-life.ts'
import { keyOf } from '../../../../domain/definitions/keys.ts'
import type { PilotChange } from '../../../../domain/definitions/pilot.ts'
import type { Snapshot } from '../../../../domain/definitions/snapshot.ts'
import { DomainError } from '../../../../domain/errors.ts'
import type { Stopping } from '../../../../domain/journeys/stopping.ts'
import type { Head } from '../../../../models/definitions.ts'
import type { Asked, Handlers } from '../../core/endpoint.ts'
import { AdminRefusal } from '../../core/refuse.ts'
import type { DefinitionsGround } from '../ground.ts'
import { createLook } from '../look.ts'
import { presentPilot, presentState } from '../present.ts'
import { peopleToMove } from '../publishing/people.ts'
import { createPublishing } from '../publishing/publish-change.ts'
import type { steer as contract } from './contract.ts'

const verbs: Record<Steering, string> = { pause: '暂停', resume: '恢复', stop: '停止进入', end: '结束' }
const steerings = Object.keys(verbs) as Steering[]

type PilotWish = Asked<(typeof contract)['pilotPlan']>['body']

/** What can be done with journeys that run, and to how many. */
export function createSteeringHandlers(
  ground: DefinitionsGround,
  stopping: (journeyId: string) => Promise<Stopping>,
): Handlers<typeof contract> {
  const { published, foresight, clock } = ground
  const publishing = createPublishing(ground)
  const look = createLook(ground)

  async function headOf(id: string): Promise<{ key: string; head: Head; snapshot: Snapshot }> {
    const snapshot = await published.refresh()
    const head = snapshot.headOf('journey', id)
    if (head === null) throw new DomainError('journey.not_found', { id })
    return { key: keyOf('journey', id), head, snapshot }
  }

  async function onOlder({ number, pilot }: Head, id: string): Promise<number> {
    const [all, now, piloted] = await Promise.all([
      foresight.peopleOn(id),
      foresight.peopleOnVersion(id, number),
      pilot && pilot.number !== number ? foresight.peopleOnVersion(id, pilot.number) : 0,
    ])
    return all - now - piloted
  }

  /** What a change of the pilot decides, and what it does to whom. */
  async function pilotChange(id: string, wish: PilotWish) {
    const { key, head, snapshot } = await headOf(id)
    const piloted = snapshot.pilots.get(key)
    if (!head.pilot || piloted?.kind !== 'journey') {
      throw new AdminRefusal(409, 'pilot.none', '这个流程现在没有灰度')
    }
    const { pilot } = head
    const live = pilot.number === head.number ? null : snapshot.registry.journey(id)
    const nobody = { moving: [], moves: [] }
    switch (wish.deed) {
      case 'widen': {
        if (!wish.audience)
          throw new DomainError('request.malformed', { places: { audience: '请选放量到多少' } })
        const side = { pilot: wish.audience, inside: true }
        const present = await foresight.present({ definition: piloted.definition, side })
        return {
          key,
          snapshot,
          change: { kind: 'widen', audience: wish.audience } as PilotChange,
          present,
          ...nobody,
        }
      }
      case 'promote': {
        const from = (number: number) => number !== pilot.number
        const people = await peopleToMove({ next: piloted.definition, from, wish }, ground)
        const present = await foresight.present({ definition: piloted.definition })
        return { key, snapshot, change: { kind: 'promote' } as PilotChange, present, ...people }
      }
      case 'withdraw': {
        const from = (number: number) => number === pilot.number
        const people = live === null ? nobody : await peopleToMove({ next: live, from, wish }, ground)
        return { key, snapshot, change: { kind: 'withdraw' } as PilotChange, present: null, ...people }
      }
    }
  }

  async function olderPeople(id: string, wish: Pick<PilotWish, 'map' | 'stay'>) {
    const { key, head, snapshot } = await headOf(id)
    if (!isInUse(head)) throw new DomainError('journey.not_found', { id })
    const next = snapshot.registry.journey(id)
    const from = (number: number) => number !== head.number && number !== head.pilot?.number
    return { key, snapshot, ...(await peopleToMove({ next, from, wish }, ground)) }
  }

  const wishOf = (
    { key, change, moves }: Awaited<ReturnType<typeof pilotChange>>,
    { present, deed }: PilotWish,
  ) => ({
    pilot: { [key]: change },
    present: present && deed !== 'withdraw' ? [key] : [],
    move: { [key]: moves },
  })

  const numberOf = (id: string) => published.snapshot().headOf('journey', id)?.number ?? null

  return {
    async look({ params: { id } }) {
      const { key, head, snapshot } = await headOf(id)
      return {
        on: snapshot.number,
        name: await look.name(key),
        ...presentState('journey', head),
        people: await foresight.peopleOn(id),
        can: steerings.filter((each) => 'state' in steer(head, each, clock.now())),
        onOlder: await onOlder(head, id),
        ...presentStopping(await stopping(id)),
      }
    },

    async steer({ params: { id }, body, caller }) {
      const { key, head } = await headOf(id)
      const after = steer(head, body.steering, clock.now())
      if (!('state' in after)) {
        const why = `要${verbs[body.steering]}，应为${after.expected}`
        throw new AdminRefusal(409, 'journey.state', why)
      }
      const people = await foresight.peopleOn(id)
      const { number } = await publishing.publish(
        { steer: { [key]: body.steering } },
        {
          key,
          on: body.on,
          action: `journey.${body.steering}`,
          details: { people, from: stateNames[head.state] },
        },
        caller,
      )
      return { publication: number, number: after.number, state: after.state, people }
    },

    async pilot({ params: { id } }) {
      const { head, snapshot } = await headOf(id)
      const { pilot, number } = head
      const live = pilot?.number === number ? null : number
      return {
        on: snapshot.number,
        pilot: presentPilot(head),
        live,
        people: {
          pilot: pilot ? await foresight.peopleOnVersion(id, pilot.number) : 0,
          live: live === null ? 0 : await foresight.peopleOnVersion(id, live),
        },
      }
    },

    async pilotPlan({ params, body, caller }) {
      const changed = await pilotChange(params.id, body)
      const { snapshot, present, moving } = changed
      const review = await publishing.needsReview(wishOf(changed, body), [], caller)
      return { on: snapshot.number, present, people: moving, review }
    },

    async changePilot({ params: { id }, body, caller }) {
      const changed = await pilotChange(id, body)
      const { number } = await publishing.publish(
        wishOf(changed, body),
        { key: changed.key, on: body.on, action: `pilot.${body.deed}`, details: { ...body.audience } },
        caller,
      )
      return { publication: number, number: numberOf(id) }
    },

    async askPilotReview({ params: { id }, body, caller }) {
      const changed = await pilotChange(id, body)
      const asked = { title: await look.name(changed.key), note: body.note }
      return { review: await publishing.ask(wishOf(changed, body), [], asked, caller) }
    },

    async movePlan({ params, body }) {
      const { snapshot, moving } = await olderPeople(params.id, body)
      return { on: snapshot.number, people: moving }
    },

    async move({ params: { id }, body, caller }) {
      const { key, moves, moving } = await olderPeople(id, body)
      const people = moving.filter(({ to }) => to !== null).reduce((sum, each) => sum + each.people, 0)
      if (people === 0) throw new AdminRefusal(409, 'moves.nobody', '没有人在旧版本里要移')
      const { number } = await publishing.publish(
        { move: { [key]: moves } },
        { key, on: body.on, action: 'journey.moved', details: { people } },
        caller,
      )
      return { publication: number, number: numberOf(id) }
    },
  }
}

function presentStopping({ queued, walkedOutBy }: Stopping) {
  const sending = queued.filter(({ isSending }) => isSending).reduce((sum, { messages }) => sum + messages, 0)
  const byChannel = new Map<Stopping['queued'][number]['channel'], number>()
  for (const { channel, isSending, messages } of queued) {
    if (!isSending) byChannel.set(channel, (byChannel.get(channel) ?? 0) + messages)
  }
  const rows = [...byChannel].map(([channel, messages]) => ({
    channel,
    label: channel === null ? '消息' : channelLabels[channel],
    messages,
  }))
  return { queued: rows.sort((a, b) => b.messages - a.messages), sending, walkedOutBy }
}
