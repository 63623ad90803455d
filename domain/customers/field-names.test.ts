import { expect, it } from 'vitest'
import { checkChange } from './change-customer.ts'

const now = new Date('2026-03-02T00:00:00Z')

it.each(['region', 'registeredAt', 'owner'])(
  'no trait shadows the field "%s", which is read from elsewhere in the document',
  (name) => {
    expect(() => checkChange({ setTraits: { [name]: 'x' } }, now)).toThrow(
      expect.objectContaining({ code: 'request.malformed', data: { name } }),
    )
  },
)

it.each(['constructor', 'toString', '__proto__', 'a.b', '$set', ''])(
  'no trait and no subscription template is called "%s"',
  (name) => {
    const malformed = expect.objectContaining({ code: 'request.malformed' })
    expect(() => checkChange({ setTraits: Object.fromEntries([[name, 1]]) }, now)).toThrow(malformed)
    expect(() => checkChange({ credit: { templateId: name, by: 1 } }, now)).toThrow(malformed)
  },
)
