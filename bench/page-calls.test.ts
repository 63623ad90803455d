import { expect, it } from 'vitest'
import { pages } from './menu-pages.ts'
import { measuredPages } from './page-calls.ts'

it('every page of the menu, and every read of the API, is measured or left out by name', () => {
  const things = {
    ...{ journey: 'j', step: 's', run: 'r', broadcast: 'b', message: 'm', customer: 'c', task: 't' },
    ...{ callback: 'i', batch: 'k', order: 'o' },
  }
  const paths = new Set(measuredPages(things).map(({ path }) => path))
  expect([...paths]).toEqual(pages.map(({ path }) => path))
})
