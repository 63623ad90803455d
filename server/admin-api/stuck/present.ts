import type { StuckFindings, StuckPerson } from '../../../domain/audit/stuck-look.ts'
import type { Registry } from '../../../domain/language/registry.ts'
import { isWithin, type Scope } from '../../../domain/members/scope.ts'
import type { Customer } from '../../../models/customer.ts'

interface Known {
  registry: Pick<Registry, 'journeys'>
  customers: ReadonlyMap<string, Customer>
  masked: (customer: Customer) => { phone?: string }
  scope: Scope
}

const missing: Record<string, string> = { message: '素材', segment: '人群包', batch: '优惠券' }

export function presentStuck({ people, things, held, count }: StuckFindings, known: Known) {
  return {
    count,
    people: people.map((person) => presentPerson(person, known)).sort(latestFirst),
    held: held.map(({ journeyId, versionId, stepId, why, runs }) => ({
      journey: nameOf(journeyId, known),
      versionId,
      step: stepOf(journeyId, stepId, known),
      why: whyHeld(why),
      people: runs,
    })),
    things,
  }
}

function presentPerson(person: StuckPerson, known: Known) {
  const { kind, id, customerId, journeyId, stepId, says, since, dueAt, mends } = person
  const customer = known.customers.get(customerId)
  const seen = customer !== undefined && isWithin(known.scope, customer.owner) ? customer : null
  return {
    kind,
    id,
    customerId,
    name: seen && (seen.profile.nickname ?? '没有昵称的客户'),
    phone: (seen && known.masked(seen).phone) ?? null,
    journey: journeyId === undefined ? null : { id: journeyId, name: nameOf(journeyId, known) },
    step: stepId === undefined ? null : stepOf(journeyId, stepId, known),
    says,
    since: since ?? null,
    dueAt: dueAt ?? null,
    mends,
  }
}

/** Who is latest stands first; who has no time at all before everybody. */
function latestFirst(a: { dueAt: Date | null }, b: { dueAt: Date | null }): number {
  return (a.dueAt?.getTime() ?? 0) - (b.dueAt?.getTime() ?? 0)
}

function nameOf(journeyId: string, { registry }: Known): string {
  return registry.journeys.find(({ id }) => id === journeyId)?.name ?? journeyId
}

function stepOf(journeyId: string | undefined, stepId: string, { registry }: Known): string {
  const journey = registry.journeys.find(({ id }) => id === journeyId)
  return journey?.steps[stepId]?.name ?? stepId
}

/** `no message hello` in words. */
function whyHeld(why: string): string {
  const [, kind = '', id = ''] = /^no (\w+) (.+)$/.exec(why) ?? []
  return kind === '' ? why : `缺少${missing[kind] ?? kind}「${id}」`
}
