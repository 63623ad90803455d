import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { customerFields } from '../customers/traits/table.ts'
import { eventNames } from '../events.ts'
import { definitionJsonSchemaText } from './json-schema.ts'

const text = definitionJsonSchemaText()

it('describes the written form of every kind, and refuses unknown keys there as well', () => {
  const { anyOf } = JSON.parse(text) as { anyOf: { properties: object; additionalProperties: boolean }[] }
  expect(anyOf.map(({ properties }) => Object.keys(properties)[0])).toEqual([
    'journey',
    'message',
    'segment',
    'batch',
    'channel',
    'traits',
    'settings',
    'calendar',
    'preferenceRule',
    'broadcast',
  ])
  expect(anyOf.map(({ additionalProperties }) => additionalProperties)).toEqual(Array(10).fill(false))
})

it('is one document that stands for itself', () => {
  for (const [, ref = ''] of text.matchAll(/"\$ref": "([^"]+)"/g)) expect(ref).toMatch(/^#/)
  expect(text).toContain('waitFor')
})

it('names every trait Kelu keeps and every event', () => {
  const { $defs } = JSON.parse(text) as { $defs: Record<string, { examples?: string[] }> }
  expect($defs.traitName?.examples).toEqual(Object.keys(customerFields))
  expect($defs.eventName?.examples).toEqual(eventNames)
})

it('tells editors that a journey may name who answers for it', () => {
  const { anyOf } = JSON.parse(text) as {
    anyOf: { properties: Record<string, object>; required: string[] }[]
  }
  expect(anyOf[0]?.properties.owner).toMatchObject({ type: 'string', examples: ['wangfang', '王芳'] })
  expect(anyOf[0]?.required).not.toContain('owner')
})

it('lists every trait Kelu keeps in the docs, too, with its type', () => {
  const docs = readFileSync('docs/language.md', 'utf8')
  for (const [name, { label, type }] of Object.entries(customerFields)) {
    expect(docs).toContain(`| ${name} | ${label} | ${type} |`)
  }
})

it('is published as it is now: `npm run schema` writes it', () => {
  expect(readFileSync('templates/definitions.schema.json', 'utf8')).toBe(text)
})
