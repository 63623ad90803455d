import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testDatabase } from '../test/testing/database.ts'
import { idAt } from './customer-id-times.ts'
import { type CustomerLook, createCustomerLists } from './customer-lists.ts'
import { mendIndexes } from './indexes.ts'

const db = await testDatabase()
afterAll(() => db.drop())
const { connection } = db

const begun = Date.UTC(2026, 0, 1)
const owners = ['han', 'li', 'zhao', undefined]
/** One an hour, for a month: owners, tags, segments and names in steps that meet in every way. */
const everybody = Array.from({ length: 700 }, (_, n) => ({
  _id: `${idAt(begun + n * 3_600_000)}${String(n).padStart(16, '0')}`,
  ...(owners[n % 4] && { owner: owners[n % 4] }),
  tags: n % 3 === 0 ? [{ name: '高意向' }, { name: 'all' }] : [{ name: 'all' }],
  segments: n % 5 === 0 ? ['vip'] : [],
  profile: { nickname: `客户${n % 7}` },
  mergedInto: n % 11 === 0 ? 'c_other' : null,
}))
beforeAll(async () => {
  await mendIndexes(connection)
  await connection.collection<{ _id: string }>('customers').insertMany(everybody as never[])
})

/** Everybody it is to show, in its order. */
function expected(look: CustomerLook): string[] {
  const found = everybody.filter(
    (one) =>
      one.mergedInto === null &&
      look.owners?.includes(one.owner ?? '') &&
      (look.tag === undefined || one.tags.some(({ name }) => name === look.tag)) &&
      (look.segment === undefined || one.segments.includes(look.segment)) &&
      (look.nickname === undefined || one.profile.nickname.startsWith(look.nickname)),
  )
  const byName = look.nickname !== undefined
  return found
    .sort((a, b) => {
      const [one, other] = [a.profile.nickname, b.profile.nickname]
      if (byName && one !== other) return one < other ? -1 : 1
      return byName === a._id < b._id ? -1 : 1
    })
    .map(({ _id }) => _id)
}

const looks: [string, CustomerLook][] = [
  ['everybody', {}],
  ['a tag', { tag: '高意向' }],
  ['a segment', { segment: 'vip' }],
  ['a tag within a segment', { tag: '高意向', segment: 'vip' }],
  ['a name', { nickname: '客户3' }],
  ['names of a tag', { nickname: '客户', tag: '高意向' }],
  ['a tag nobody has', { tag: 'none' }],
]

describe.each([
  ['few are owned', Number.POSITIVE_INFINITY],
  ['many are owned', 0],
])('customers of some owners in pages, when %s', (_, few) => {
  const lists = createCustomerLists(connection, few)

  it.each(looks)('%s: each once, in order, to the last', async (_name, look) => {
    const asked = { ...look, owners: ['han', 'zhao'] }
    const shown: string[] = []
    for (let page = await lists.list(asked, null, 20); page.length > 0; ) {
      shown.push(...page.map(({ _id }) => _id))
      const last = page.at(-1)!
      page = await lists.list(asked, { id: last._id, nickname: last.profile.nickname }, 20)
    }
    expect(shown).toEqual(expected(asked))
  })
})
