import { expect, it } from 'vitest'
import { proofSize } from '../../test/testing/proof-size.ts'
import { gb18030 } from './file/gb18030.ts'
import { guessMapping } from './guess-mapping.ts'
import { type ImportingDeath, importInProcess } from './testing/lives.ts'
import { importWorld } from './testing/world.ts'

const count = proofSize({ short: 2_000, long: 50_000 })
/** Real time, on a machine that others share. */
const patienceMs = proofSize({ short: 400_000, long: 3_600_000 })

/** A row as Excel on a Chinese Windows saves it, by its place: what it comes to is known beforehand. */
function rowAt(at: number): string {
  const phone = 13_800_000_000 + at
  const proof = '2024/3/5 14:30,会员条款 v3,签字单'
  switch (at % 10) {
    case 0:
      return `1.38E+10,赵某,M${at},是,${proof}`
    case 1:
      return `${phone},钱某,M${at},是,2024/3/5,,`
    case 2:
      return `${phone},孙某,M${at},,,,`
    case 3:
      return `${phone},李某,M${at},否,,,`
    case 4:
      return `="${phone}",周某,M${at},是,${proof}`
    default:
      return `${phone},"吴某,会员",M${at},是,${proof}`
  }
}

/** Rows the product takes at a time. */
const stretchRows = 500
const stretches = count / stretchRows

/** Each in the middle of a stretch: ids are taken and nobody has them yet, people are there and not counted, all is done and not noted. */
const deaths: ImportingDeath[] = [
  { afterStretches: Math.floor(stretches * 0.1), at: 'after stores.identities.claimMany' },
  { afterStretches: Math.floor(stretches * 0.3), at: 'after stores.customers.createMany' },
  { afterStretches: Math.floor(stretches * 0.3), at: 'after stores.importBadRows.note' },
]

it(
  `${count} members of a GBK file: who can be texted is said before, three SIGKILLs, each once`,
  async () => {
    const world = await importWorld()
    const life = (death: ImportingDeath | null) =>
      importInProcess({ uri: world.uri, now: world.clock.now(), death })
    try {
      const rows = Array.from({ length: count }, (_, at) => rowAt(at)).join('\r\n')
      const header = '手机号,姓名,会员号,同意短信营销,同意时间,同意文本,同意证据'
      const { _id, mapping } = await world.uploaded(gb18030(`${header}\r\n${rows}\r\n`))
      await world.imports.check(_id, mapping ?? guessMapping([], []))
      expect(await life(null)).toBe('through')
      const tenth = count / 10
      const expected = {
        rows: count,
        new: 9 * tenth,
        bad: tenth,
        'sms.can': 6 * tenth,
        'sms.incomplete': tenth,
        'sms.noConsent': tenth,
        'sms.refused': tenth,
      }
      expect(await world.find(_id)).toMatchObject({ form: { encoding: 'gb18030' }, checked: expected })
      expect(await world.raw('customers', {})).toEqual([])

      await world.imports.run(_id)
      let before = 0
      for (const death of deaths) {
        expect(await life(death)).toBe('killed')
        const cut = await world.find(_id)
        // It died where it should: so many stretches further, in the middle of the next.
        expect(cut).toMatchObject({
          state: 'running',
          pending: { until: cut.row + (cut.row === 0 ? 1 : 0) + stretchRows },
        })
        expect(cut.counts.rows ?? 0).toBe(before + death.afterStretches * stretchRows)
        before = cut.counts.rows ?? 0
      }
      expect(await life(null)).toBe('through')

      const done = await world.find(_id)
      expect(done).toMatchObject({ state: 'done', counts: expected })
      const people = (await world.raw('customers', {})) as {
        ids: string[]
        consent: { sms?: { state: string } }
      }[]
      expect(people).toHaveLength(9 * tenth)
      expect(new Set(people.flatMap(({ ids }) => ids)).size).toBe(18 * tenth)
      expect(people.filter(({ consent }) => consent.sms?.state === 'granted')).toHaveLength(6 * tenth)
      expect(await world.events({ name: 'customer.created' })).toHaveLength(9 * tenth)
      const bad = new TextDecoder('gb18030').decode(await world.badRows(_id)).split('\r\n')
      expect(bad).toHaveLength(tenth + 2)
    } finally {
      await world.drop()
    }
  },
  patienceMs,
)
