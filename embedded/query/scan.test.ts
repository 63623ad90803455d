import { rmSync } from 'node:fs'
import { expect, it } from 'vitest'
import { decode, encode } from '../bson/value.ts'
import { loadCatalog } from '../store/catalog.ts'
import { openEnvironment } from '../store/environment.ts'
import { createRecords } from '../store/records.ts'
import { aFolder } from '../testing/store.ts'
import { parseFilter } from './filter.ts'
import { createScans } from './scan.ts'

it('a search past its deadline ends, inside a write as well, where nothing else gets a turn', async () => {
  const folder = aFolder()
  const env = openEnvironment(folder)
  const catalog = loadCatalog(env)
  const records = createRecords(env, catalog)
  const scans = createScans(env, () => undefined)
  await env.write(() => {
    const rows = catalog.create('kelu.rows')
    for (let n = 0; n < 2_500; n++) records.insert(rows, decode(encode({ _id: n, n })))
  })
  const filter = parseFilter(decode(encode({ n: -1 })))
  const query = { collection: catalog.find('kelu.rows')!, filter, sort: [] }
  const tooLate = () => performance.now() - 1
  const refusal = expect.objectContaining({ code: 50 })

  expect(scans.first(query)).toBeUndefined()
  expect(() => scans.first(query, tooLate())).toThrow(refusal)
  await expect(scans.open(query)(() => false, tooLate())).rejects.toEqual(refusal)

  await env.close()
  rmSync(folder, { recursive: true })
})
