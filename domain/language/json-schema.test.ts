import { expect, it } from 'vitest'
import { definitionJsonSchema, definitionJsonSchemas } from './json-schema.ts'

it('describes the written form of every kind, and refuses unknown keys there as well', () => {
  const schemas = definitionJsonSchemas()
  expect(Object.keys(schemas)).toEqual(['journey', 'message', 'segment', 'batch', 'channel'])
  expect(schemas.segment).toMatchObject({
    required: ['segment', 'name', 'rule'],
    additionalProperties: false,
  })
})

it('is one document that stands for itself', () => {
  const text = JSON.stringify(definitionJsonSchema())
  for (const [, ref = ''] of text.matchAll(/"\$ref":"([^"]+)"/g)) expect(ref).toMatch(/^#/)
  expect(text).toContain('waitFor')
})
