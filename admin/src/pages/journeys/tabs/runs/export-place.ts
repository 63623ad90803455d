import { call } from '../../../../api/call.ts'
import type { AnswerOf } from '../../../../api/operations.ts'
import { type Columns, csvOf, saveCsv } from '../../../../design/csv.ts'
import { fullMoment } from '../../../../design/times.ts'

type Person = AnswerOf<'post', '/journeys/{id}/places/{stepId}/export'>['items'][number]

const columns: Columns<Person> = [
  ['客户', ({ name }) => name],
  ['手机', ({ phone }) => phone],
  ['从什么时候起', ({ since }) => fullMoment(new Date(since))],
  ['下次', ({ next }) => next && fullMoment(new Date(next))],
  ['超时', ({ isLate }) => (isLate ? '是' : '')],
  ['为什么', ({ says }) => says],
  ['版本', ({ version }) => version],
]

/** Everybody at a step as a table, page by page; `told` hears how many are there. */
export async function exportPlace(
  params: { id: string; stepId: string },
  { title, reason }: { title: string; reason?: string },
  told: (people: number) => void,
): Promise<void> {
  const people: Person[] = []
  for (let after: string | undefined; ; ) {
    const page = await call('post', '/journeys/{id}/places/{stepId}/export', {
      params,
      body: { reason, after },
    })
    people.push(...page.items)
    told(people.length)
    if (page.next === null) break
    after = page.next
  }
  saveCsv(`${title}-停在这里的人.csv`, csvOf(columns, people))
}
