import { describe } from '../../../domain/audience/describe.ts'
import { resolveSegments } from '../../../domain/audience/resolve-segments.ts'
import { type SurveyAsk, stepsOf } from '../../../domain/audience/survey-tally.ts'
import type { Survey, Surveys } from '../../../domain/audience/surveys.ts'
import type { Published } from '../../../domain/definitions/published.ts'
import { rulesInForce } from '../../../domain/definitions/rules-in-force.ts'
import { namesIn } from '../../../domain/definitions/sentences/names.ts'
import type { Rule } from '../../../domain/language/rule.ts'
import { leavesOf } from '../../../domain/language/walk-rule.ts'
import { reasonText } from '../../../domain/outreach/touch/explain.ts'
import { type Condition, readRule } from './read-rule.ts'
import { presentSentence } from './sentence.ts'

/** Counts a rule as it is being written, against the segment in use. */
export function createSurveyHandler(deps: { surveys: Surveys; published: Pick<Published, 'snapshot'> }) {
  const { surveys, published } = deps

  /** The same conditions in another order are the same count: the order is taken when it is told. */
  function askOf(conditions: readonly Condition[], id: string | undefined): { key: string; ask: SurveyAsk } {
    const snapshot = published.snapshot()
    const { registry } = snapshot
    const live = id !== undefined && registry.has('segment', id) ? registry.segment(id) : null
    const liveRule = live?.kind === 'static' ? resolveSegments(live.rule, registry.segment) : null
    const isMember: SurveyAsk['isMember'] =
      live === null
        ? undefined
        : liveRule === null
          ? ({ segments }) => segments.includes(live.id)
          : (_, holds) => holds(liveRule)
    return {
      key: JSON.stringify([snapshot.number, live?.id ?? null, ...conditions.map(textOf)]),
      ask: {
        conditions: conditions.map(({ resolved }) => resolved),
        leaves: leavesIn(conditions, registry.segment),
        exclude: rulesInForce(snapshot).rules.exclude,
        ...(isMember && { isMember }),
        ...(liveRule && { memberRules: [liveRule] }),
      },
    }
  }

  return async function survey(written: Record<string, unknown>, id: string | undefined) {
    const { registry } = published.snapshot()
    const { rule, conditions } = readRule(written, registry)
    const inOneOrder = [...conditions].sort((a, b) => (textOf(a) < textOf(b) ? -1 : 1))
    const { key, ask } = askOf(inOneOrder, id)
    const found = await surveys.ask(key, ask)
    const order = conditions.map((condition) => inOneOrder.indexOf(condition))
    return present(found, {
      rule,
      conditions,
      order,
      names: namesIn(registry),
      hasMembers: ask.isMember !== undefined,
      exclusions: Object.keys(ask.exclude),
    })
  }
}

const textOfRule = (rule: Rule): string => JSON.stringify(rule)
const textOf = ({ rule }: Condition): string => textOfRule(rule)

/** Every single condition by its text: wherever it stands, it holds for the same people. */
function leavesIn(
  conditions: readonly Condition[],
  segment: Parameters<typeof resolveSegments>[1],
): Record<string, Rule> {
  const leaves = conditions.flatMap(({ rule }) => [...leavesOf(rule)].map(({ leaf }) => leaf))
  return Object.fromEntries(leaves.map((leaf) => [textOfRule(leaf), resolveSegments(leaf, segment)]))
}

function present(
  { tally, scale, isExact, margin, at, counting }: Survey,
  about: {
    rule: Rule
    conditions: readonly Condition[]
    order: readonly number[]
    names: ReturnType<typeof namesIn>
    hasMembers: boolean
    exclusions: readonly string[]
  },
) {
  const { conditions, order, names } = about
  const people = (n: number): number => Math.round(n * scale)
  const base = people(tally.base)
  const left = stepsOf(tally, order).map(people)
  return {
    isExact,
    margin,
    at,
    counting,
    base,
    leftOut: [
      ...(tally.tests > 0 ? [{ name: '测试账号', people: people(tally.tests) }] : []),
      ...about.exclusions.flatMap((name) => {
        const n = tally.excluded.get(name) ?? 0
        return n > 0 ? [{ name, people: people(n) }] : []
      }),
    ],
    count: left.at(-1) ?? base,
    sentence: presentSentence(about.rule, names),
    steps: conditions.map(({ rule, path }, at) => ({
      path,
      says: describe(rule, names),
      left: left[at] ?? 0,
      lost: (left[at - 1] ?? base) - (left[at] ?? 0),
    })),
    leaves: conditions.flatMap(({ rule, path: top }) =>
      [...leavesOf(rule)].map(({ leaf, path }) => ({
        path: [...top, ...path],
        people: people(tally.leaves.get(textOfRule(leaf)) ?? 0),
      })),
    ),
    reachable: people(tally.reachable),
    reach: [...tally.reach].map(([channel, { can, reasons }]) => ({
      channel,
      can: people(can),
      reasons: [...reasons]
        .sort((a, b) => b[1] - a[1])
        .map(([reason, n]) => ({ says: reasonText(reason), people: people(n) })),
    })),
    moves: about.hasMembers ? { enters: people(tally.enters), leaves: people(tally.leavesIt) } : null,
  }
}
