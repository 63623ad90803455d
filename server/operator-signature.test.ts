import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { isOperator, operatorPaths, signAsOperator } from './operator-signature.ts'

const linkKey = randomBytes(32)
const path = operatorPaths.doctor
const now = Date.now()

it('who has the settings is an operator for a minute, for what was signed', () => {
  const header = signAsOperator(linkKey, path, now)
  expect(isOperator(linkKey, path, header, now + 60_000)).toBe(true)
  expect(isOperator(linkKey, path, header, now + 60_001)).toBe(false)
  expect(isOperator(linkKey, path, header, now - 60_001)).toBe(false)
  expect(isOperator(linkKey, operatorPaths.freshness, header, now)).toBe(false)
  expect(isOperator(randomBytes(32), path, header, now)).toBe(false)
})

it.each(['', '0', `${now}.`, `${now}.${'0'.repeat(64)}`, 'a.b', `${now}.${'g'.repeat(64)}`])(
  'anything else is refused (%#)',
  (header) => expect(isOperator(linkKey, path, header, now)).toBe(false),
)
