import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { propsOf } from '../events.ts'
import { eventKinds, isCustomerKind, toldOf } from './kinds.ts'

it.each(eventKinds.filter(isCustomerKind))('%s tells nothing that is no prop of the event', (kind) => {
  const { props } = propsOf(kind)
  for (const name of Object.keys(toldOf(kind))) expect(props).toHaveProperty(name)
})

it('every kind stands in docs/open-api.md', () => {
  const docs = readFileSync(new URL('../../docs/open-api.md', import.meta.url), 'utf8')
  expect(eventKinds.filter((kind) => !docs.includes(`\`${kind}\``))).toEqual([])
})
