import { describe, expect, it } from 'vitest'
import { dealCast } from './cast.ts'
import { roles } from './roles.ts'

const start = new Date('2026-03-02T09:00:00+08:00')

describe('the cast of the demo', () => {
  it.each([60, 200, 239])('of %i people: as many, and no two of one name', (size) => {
    const { members } = dealCast(size, start)
    expect(members).toHaveLength(size)
    expect(new Set(members.map(({ person }) => person.nickname)).size).toBe(size)
  })

  it('however small it is, every scene is played', () => {
    expect(dealCast(1, start).members.map(({ role }) => role.name)).toEqual(roles.map(({ name }) => name))
  })
})
