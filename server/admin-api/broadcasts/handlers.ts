import type { ForecastFigures } from '../../../domain/broadcasts/figures.ts'
import { outcomeOf } from '../../../domain/broadcasts/progress.ts'
import { calendarInForce } from '../../../domain/definitions/calendar-in-force.ts'
import { historyOf } from '../../../domain/definitions/history.ts'
import { keyOf } from '../../../domain/definitions/keys.ts'
import { rulesInForce } from '../../../domain/definitions/rules-in-force.ts'
import type { Structure } from '../../../domain/definitions/written-text.ts'
import { DomainError } from '../../../domain/errors.ts'
import type { Touch } from '../../../models/touch.ts'
import type { Handlers } from '../core/endpoint.ts'
import type { broadcasts as contract } from './contract.ts'
import type { BroadcastsGround } from './ground.ts'
import { createHeads } from './heads.ts'
import {
  presentCounts,
  presentFigures,
  presentOutcome,
  presentProspect,
  presentSomebody,
  presentTouch,
} from './present.ts'
import { readPlan } from './read-plan.ts'

/** A request answers within this much, whatever is left for the next one, real ms. */
const sliceMs = 1_200
const peopleMs = 2_500
const peoplePage = 20

/** 群发: planned, forecast, tried out and watched. Written, published and steered they are by `definitions` and `steer`. */
export function createBroadcastHandlers(ground: BroadcastsGround): Handlers<typeof contract> {
  const { published, definitions, forecast, touchFigures, customers, testSend, auditLog, clock } = ground
  const { confirmingOf, confirmRates, storesOfPeople } = ground
  const heads = createHeads(ground)

  function planIn(structure: Structure) {
    return readPlan(structure, calendarInForce(published.snapshot()), clock.now())
  }

  async function shown(figures: ForecastFigures) {
    return presentFigures(figures, { rates: await confirmRates(), stores: await storesOfPeople() })
  }

  return {
    list: async () => ({ items: await heads.all() }),

    async forecast({ body }) {
      const plan = planIn(body.structure)
      const { total, figures } = await forecast.sample(plan)
      const { caps, costs } = rulesInForce(published.snapshot()).rules
      return {
        total,
        figures: await shown(figures),
        confirmed: (await confirmRates()).average,
        at: plan.at ?? clock.now(),
        limits: { perDay: caps.perDay, perWeek: caps.perWeek, holdout: plan.holdout },
        smsSegmentFen: costs.smsSegmentFen,
      }
    },

    async forecastSlice({ body }) {
      const { figures, next } = await forecast.slice(planIn(body.structure), {
        after: body.after,
        budgetMs: sliceMs,
      })
      return { figures: await shown(figures), next }
    },

    async forecastPeople({ body }) {
      const { of, after } = body
      const slice = { of, after, budgetMs: peopleMs }
      const { items, next } = await forecast.people(planIn(body.structure), slice, peoplePage)
      return { items: items.map((prospect) => presentProspect(prospect, customers)), next }
    },

    async progress({ params: { id } }) {
      const head = await heads.one(id)
      if (head?.counts == null) throw new DomainError('journey.not_found', { id })
      const { versions } = await historyOf(keyOf('journey', id), definitions)
      const [publication] = versions.flatMap(({ origin, published }) =>
        published.map(({ at, by }) => ({ at, by: origin === 'file' ? '配置文件' : by })),
      )
      return {
        ...head,
        confirming: await confirmingOf(id),
        publishedAt: publication?.at ?? null,
        publishedBy: publication?.by ?? null,
        counts: presentCounts(head.counts),
      }
    },

    async people({ params: { id }, query: { outcome, channel, reason, after, limit } }) {
      const states = (Object.keys(outcomeOf) as Touch['state'][]).filter(
        (state) => outcomeOf[state] === outcome,
      )
      const { items, next } = await touchFigures.page(id, { states, channel, reason }, { after, limit })
      const found = await customers.findMany(items.map(({ customerId }) => customerId))
      return {
        items: items.map((touch) => presentTouch(touch, found.get(touch.customerId), customers)),
        next,
      }
    },

    async test({ body, caller }) {
      const plan = planIn(body.structure)
      const { registry, headOf } = published.snapshot()
      const message = registry.message(plan.send.message)
      const number = headOf('message', message.id)?.number ?? 1
      const sends = await testSend(message, number, { channels: plan.send.channels })
      await auditLog.record(caller, {
        action: 'broadcast.tested',
        on: keyOf('journey', plan.id),
        details: { message: message.id, people: sends.length },
      })
      return {
        items: sends.map(({ customer, outcome }) => ({
          ...presentSomebody(customer, customers),
          ...presentOutcome(outcome),
        })),
      }
    },
  }
}
