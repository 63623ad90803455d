import { expect, it } from 'vitest'
import { checkChange } from './change-customer.ts'

it.each(['region', 'registeredAt', 'owner'])(
  'no trait shadows the field "%s", which is read from elsewhere in the document',
  (name) => {
    expect(() => checkChange({ setTraits: { [name]: 'x' } })).toThrow(
      expect.objectContaining({ code: 'request.malformed', data: { name } }),
    )
  },
)

it.each(['constructor', 'toString', '__proto__', 'a.b', '$set', ''])(
  'no trait and no subscription template is called "%s"',
  (name) => {
    const malformed = expect.objectContaining({ code: 'request.malformed' })
    expect(() => checkChange({ setTraits: Object.fromEntries([[name, 1]]) })).toThrow(malformed)
    expect(() => checkChange({ credit: { templateId: name, by: 1 } })).toThrow(malformed)
  },
)
