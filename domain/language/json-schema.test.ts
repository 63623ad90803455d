import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
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
  ])
  expect(anyOf.map(({ additionalProperties }) => additionalProperties)).toEqual(Array(5).fill(false))
})

it('is one document that stands for itself', () => {
  for (const [, ref = ''] of text.matchAll(/"\$ref": "([^"]+)"/g)) expect(ref).toMatch(/^#/)
  expect(text).toContain('waitFor')
})

it('is published as it is now: `npm run schema` writes it', () => {
  expect(readFileSync('templates/definitions.schema.json', 'utf8')).toBe(text)
})
