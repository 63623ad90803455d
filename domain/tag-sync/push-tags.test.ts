import { describe, expect, it } from 'vitest'
import type { CorpTagGroup } from '../../models/corp-tags.ts'
import type { Customer, IdentityKey } from '../../models/customer.ts'
import { movableClock } from '../../test/testing/clock.ts'
import { newCustomer } from '../customers/new-customer.ts'
import { silentLog } from '../log.ts'
import type { Catalogue } from './catalogue.ts'
import type { CorpTags, MarkOutcome } from './ports.ts'
import { createTagPush } from './push-tags.ts'
import { tagBookOf } from './tag-book.ts'

const corp = 'wwcorp'
const clock = movableClock()
const book = tagBookOf([
  {
    _id: `${corp}:g1`,
    corp,
    groupId: 'g1',
    name: '客旅',
    order: 1,
    wins: 'kelu',
    rev: 1,
    tags: [{ id: 'et1', name: '老客', tag: '老客', order: 1, isOwn: true }],
  } satisfies CorpTagGroup,
])

/** Somebody with the tag 老客 and one friend in the company, known by these ids. */
function friendKnownAs(...externalIds: string[]): Customer {
  return {
    ...newCustomer(
      'c_1',
      { key: `external:${corp}:wm`, claim: { kind: 'external', corp, value: 'wm' } },
      { source: 'wecom', at: clock.now() },
      clock.now(),
    ),
    ids: externalIds.map((id): IdentityKey => `external:${corp}:${id}`),
    tags: [{ name: '老客', kind: 'manual', at: clock.now() }],
    follows: [{ corp, staff: 'lilei', since: clock.now() }],
  }
}

/** Carries the tags of this customer to a WeCom that answers by the id it is asked with. */
async function carried(customer: Customer, answers: Record<string, MarkOutcome>) {
  const asked: string[] = []
  const corpTags = {
    async mark({ externalUserid }: { externalUserid: string }) {
      asked.push(externalUserid)
      return answers[externalUserid] ?? { kind: 'done' }
    },
  } as unknown as CorpTags
  const catalogue = {
    book: async () => book,
    ensure: async () => ({ book, refused: [] }),
  } as unknown as Catalogue
  const push = createTagPush({
    corp,
    store: {} as never,
    catalogue,
    corpTags,
    customers: { notePair: async (one: Customer) => one } as never,
    clock,
    log: silentLog,
  })
  return { asked, outcome: await push.carry(customer) }
}

describe('somebody with an id that an old SCRM left behind', () => {
  const foreign: MarkOutcome = { kind: 'refused', reason: 'foreignId', code: '41056' }

  it('gets the tag by the id that is ours', async () => {
    const { asked, outcome } = await carried(friendKnownAs('wmOld', 'wmOurs'), { wmOld: foreign })
    expect(asked).toEqual(['wmOld', 'wmOurs'])
    expect(outcome).toEqual({ kind: 'done', refused: [] })
  })

  it('is refused by that name where there is no other', async () => {
    const { outcome } = await carried(friendKnownAs('wmOld'), { wmOld: foreign })
    const refused = [{ tag: '老客', reason: 'foreignId', code: '41056' }]
    expect(outcome).toEqual({ kind: 'done', refused })
  })
})
