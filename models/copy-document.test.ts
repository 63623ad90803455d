import { expect, it } from 'vitest'
import { copyDocument } from './copy-document.ts'

it('copies a document as structuredClone does, whatever stands in it', () => {
  const document = {
    _id: 'c_1',
    seq: 3,
    at: new Date('2026-03-02T09:00:00Z'),
    list: [1, 'two', null, undefined, { three: [new Date(0)] }],
    traits: { region: '上海', gone: undefined, sealed: { kid: 'k', ct: 'x' } },
    bytes: new Uint8Array([1, 2]),
    odd: JSON.parse('{"__proto__": {"shadow": 1}}') as object,
  }
  expect(copyDocument(document)).toStrictEqual(structuredClone(document))
  expect(Object.getPrototypeOf(copyDocument(document).odd)).toBe(Object.prototype)
})

it('shares nothing with what it copied', () => {
  const document = { tags: [{ name: 'a', at: new Date(5) }], bytes: new Uint8Array([1]) }
  const copy = copyDocument(document)
  copy.tags[0]?.at.setTime(9)
  copy.tags.push({ name: 'b', at: new Date(7) })
  copy.bytes[0] = 2
  expect(document).toEqual({ tags: [{ name: 'a', at: new Date(5) }], bytes: new Uint8Array([1]) })
})
