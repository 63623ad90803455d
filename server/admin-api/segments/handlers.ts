import { describe } from '../../../domain/audience/describe.ts'
import type { Surveys } from '../../../domain/audience/surveys.ts'
import type { Clock } from '../../../domain/clock.ts'
import type { CustomerDirectory } from '../../../domain/customers/customer-directory.ts'
import { keyOf } from '../../../domain/definitions/keys.ts'
import type { Published } from '../../../domain/definitions/published.ts'
import { namesIn } from '../../../domain/definitions/sentences/names.ts'
import { leansOn } from '../../../domain/journeys/leans-on.ts'
import type { createScopes } from '../../../domain/members/scope.ts'
import type { CustomerLists } from '../../../models/customer-lists.ts'
import type { Handlers } from '../core/endpoint.ts'
import type { segments as contract } from './contract.ts'
import type { createExamples } from './examples.ts'
import { parseRule } from './read-rule.ts'
import { presentSentence } from './sentence.ts'
import { createSurveyHandler } from './survey.ts'

/** Real time: how long the size of a segment is told without counting it again. */
const freshMs = 60_000
const mostFound = 5

export function createSegmentHandlers(deps: {
  surveys: Surveys
  examples: ReturnType<typeof createExamples>
  lists: Pick<CustomerLists, 'countSegment'>
  directory: CustomerDirectory
  scopes: ReturnType<typeof createScopes>
  published: Pick<Published, 'snapshot'>
  realClock: Clock
}): Handlers<typeof contract> {
  const { examples, lists, directory, scopes, published, realClock } = deps
  const survey = createSurveyHandler(deps)
  const sizes = new Map<string, { people: number; at: Date }>()

  async function sizeOf(id: string): Promise<{ people: number; at: Date }> {
    const known = sizes.get(id)
    const at = realClock.now()
    if (known && at.getTime() - known.at.getTime() < freshMs) return known
    const counted = { people: await lists.countSegment(id), at }
    sizes.set(id, counted)
    return counted
  }

  return {
    async list() {
      const { registry, definitions, pilots } = published.snapshot()
      const leanings = [...definitions, ...pilots.values()].map((one) => ({
        by: keyOf(one.kind, one.definition.id),
        on: leansOn(one),
      }))
      const items = []
      for (const { id, kind, rule } of registry.segments) {
        const size = kind === 'live' ? await sizeOf(id) : null
        const users = leanings.filter(({ on }) => on.includes(keyOf('segment', id)))
        items.push({
          id,
          isLive: kind === 'live',
          people: size?.people ?? null,
          countedAt: size?.at ?? null,
          sentence: describe(rule, namesIn(registry)),
          usedBy: new Set(users.map(({ by }) => by)).size,
        })
      }
      return { items }
    },

    survey: ({ body: { rule, id } }) => survey(rule, id),

    say: ({ body: { rule } }) => ({
      sentence: presentSentence(parseRule(rule), namesIn(published.snapshot().registry)),
    }),

    examples: ({ body: { rule } }) => examples.ten(rule),

    async lookUp({ body: { rule, search }, caller }) {
      const scope = await scopes.of(caller)
      const { people } = await directory.list(scope, { search, after: null, limit: mostFound })
      return examples.of(people, rule)
    },
  }
}
