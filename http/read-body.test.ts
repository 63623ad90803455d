import { expect, it } from 'vitest'
import { jsonOf, roundingJsonOf } from './read-body.ts'

it.each([
  ['{"orderId":9007199254740993}', 'orderId'],
  ['{"props":{"ids":[1,-12345678901234567890]}}', 'props.ids.1'],
  ['9007199254740992', '(body)'],
  ['{"a":1e400}', 'a'],
])('a number JSON rounds is refused, naming the field: %s', (text, field) => {
  expect(() => jsonOf(text)).toThrow(
    expect.objectContaining({
      code: 'request.malformed',
      data: { faults: [{ field, expected: expect.stringContaining('as text') }] },
    }),
  )
})

it('a number JSON carries exactly, and any as text, is taken', () => {
  const text = '{"a":9007199254740991,"b":"9007199254740993","c":0.1,"d":-1}'
  expect(jsonOf(text)).toEqual(JSON.parse(text))
})

it('a body nested as deep as it is long is looked through as well', () => {
  const deep = `${'['.repeat(100_000)}9007199254740993${']'.repeat(100_000)}`
  expect(() => roundingJsonOf(deep)).not.toThrow()
  expect(() => jsonOf(deep)).toThrow(expect.objectContaining({ code: 'request.malformed' }))
})
