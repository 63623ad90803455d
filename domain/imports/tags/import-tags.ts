import pLimit from 'p-limit'
import type { Customer } from '../../../models/customer.ts'
import type { IdentityStore } from '../../../models/identities.ts'
import { followsProfile } from '../../customers/base-tags.ts'
import type { Customers } from '../../customers/contract.ts'
import { isBehaviourTag } from '../../customers/traits/rule-tags.ts'
import { DomainError } from '../../errors.ts'
import type { Journeys } from '../../journeys/contract.ts'
import type { TableRow } from '../file/table.ts'
import type { Around, BadRow, Batch, ImportKind, KindColumns, Target } from '../kind.ts'
import { createFindPeople } from '../people/find-people.ts'
import { tagNamesIn } from '../people/tag-names.ts'
import { type Who, whoIn, whoNeeds, whoTargets } from '../people/who.ts'
import { openRow } from '../read-row.ts'

const parallel = 8

const targets: readonly Target[] = [
  ...whoTargets,
  {
    id: 'tags',
    name: '标签',
    aliases: ['客户标签', '会员标签', '标签名', '标签名称', 'tag'],
    hint: '一格里有几个的，用逗号或分号隔开；没有过的标签会建上',
    fixable: true,
  },
]

export const tagColumns = ({ corp }: { corp: string | undefined }): KindColumns => ({
  name: '标签',
  targets: () => targets.filter(({ id }) => id !== 'external' || corp !== undefined),
  needs: [whoNeeds],
})

interface Tagging {
  row: number
  who: Who
  tags: string[]
}

/**
 * Tags for people who are there already, as history. Any name is a tag, as it is where people type one; those Kelu gives and takes by
 * itself are refused, for the next change of the profile would undo them.
 */
export function createTagImport(deps: {
  customers: Pick<Customers, 'learn' | 'findMany' | 'identityKey'>
  stores: { identities: Pick<IdentityStore, 'findMany'> }
  journeys: Pick<Journeys, 'settleLearnt'>
  corp: string | undefined
}): ImportKind {
  const { customers, stores, journeys, corp } = deps
  const findPeople = createFindPeople({ customers, identities: stores.identities })

  async function write(wanted: ReadonlyMap<string, Wanted>): Promise<BadRow[]> {
    const bad: BadRow[] = []
    const learnt: Customer[] = []
    const slot = pLimit(parallel)
    async function tag(id: string, { tags, rows }: Wanted): Promise<void> {
      try {
        const after = await customers.learn(id, {
          addTags: [...tags].map((name) => ({ name, kind: 'base' as const })),
        })
        if (after.isNew) learnt.push(after.customer)
      } catch (error) {
        if (!(error instanceof DomainError) || error.code !== 'customer.contended') throw error
        bad.push(...rows.map((row) => ({ row, faults: [{ code: 'contended' as const }] })))
      }
    }
    await Promise.all([...wanted].map(([id, one]) => slot(() => tag(id, one))))
    await journeys.settleLearnt(learnt)
    return bad
  }

  async function judge(rows: readonly TableRow[], around: Around): Promise<Batch> {
    const bad: BadRow[] = []
    const taggings: Tagging[] = []
    for (const row of rows) {
      const read = readTagging(row, around, corp)
      if ('faults' in read) bad.push(read)
      else taggings.push(read)
    }
    const people = await findPeople(taggings.map(({ who }) => who))
    const wanted = new Map<string, Wanted>()
    let [fresh, known] = [0, 0]
    for (const [place, { row, tags }] of taggings.entries()) {
      const customer = people[place]?.known ?? null
      if (customer === null) {
        bad.push({ row, faults: [{ code: 'unknownCustomer' }] })
        continue
      }
      const one = wanted.get(customer._id) ?? { tags: new Set(), rows: [] }
      const had = new Set([...customer.tags.map(({ name }) => name), ...one.tags])
      const added = tags.filter((name) => !had.has(name))
      fresh += added.length
      known += tags.length - added.length
      wanted.set(customer._id, { tags: new Set([...one.tags, ...added]), rows: [...one.rows, row] })
    }
    const counts = { rows: rows.length, bad: bad.length, new: fresh, known }
    return { counts, bad, write: () => write(wanted) }
  }

  return { ...tagColumns(deps), judge }
}

interface Wanted {
  tags: Set<string>
  rows: number[]
}

function readTagging(row: TableRow, around: Around, corp: string | undefined): Tagging | BadRow {
  const reader = openRow(row, around)
  const { faults } = reader
  const who = whoIn(reader, corp)
  const tags = tagNamesIn(reader)
  if (tags.length === 0 && faults.length === 0) reader.fault('tags', 'missing')
  const isOwn = (name: string) => followsProfile({ name, kind: 'base' }) || isBehaviourTag(name)
  if (tags.some(isOwn)) reader.fault('tags', 'ownTag')
  return faults.length > 0 ? { row: row.row, faults } : { row: row.row, who, tags }
}
