import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, inject, it } from 'vitest'
import { routeSizes } from './route-sizes.ts'

const record = fileURLToPath(new URL('../../admin/route-sizes.json', import.meta.url))
const mostBytes = 250 * 1024
/** Over what was recorded last: `npm run sizes` records anew, for somebody who means it. */
const growth = 1.1

it('every page is usable within 250 KB, and within a tenth more than was recorded', async () => {
  const sizes = await routeSizes(inject('pageDir'))
  if (process.env.RECORD_SIZES) await writeFile(record, `${JSON.stringify(sizes, null, 2)}\n`)
  const recorded = JSON.parse(await readFile(record, 'utf8')) as Record<string, number>
  const rows = Object.entries(sizes)
  process.stdout.write(rows.map(([name, size]) => `${Math.ceil(size / 1024)} KB  ${name}\n`).join(''))

  expect(rows.filter(([, size]) => size > mostBytes)).toEqual([])
  const unrecorded = rows.filter(([name]) => recorded[name] === undefined).map(([name]) => name)
  expect(unrecorded, 'npm run sizes').toEqual([])
  const grown = rows.filter(([name, size]) => size > (recorded[name] ?? 0) * growth)
  expect(grown, 'npm run sizes, if it has to be').toEqual([])
})
