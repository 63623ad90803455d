import { expect, it } from 'vitest'
import type { Member } from '../../models/members.ts'
import { memberReceivers } from './receivers.ts'

const member = (name: string, role: Member['role'], more: Partial<Member> = {}): Member => ({
  ...{ _id: name, name, role, userid: name, state: 'active', departments: [], stores: [] },
  createdAt: new Date('2026-03-02T09:00:00+08:00'),
  ...more,
})
const told = async (members: Member[], telling: 'rang' | 'late') =>
  (await memberReceivers(async () => members).of(telling)).map(({ name }) => name)

const company = [
  member('lin', 'owner'),
  member('zhou', 'marketer'),
  member('he', 'analyst'),
  member('li', 'sales'),
  member('gone', 'marketer', { state: 'suspended' }),
  member('passwordOnly', 'marketer', { userid: undefined as never }),
]

it('whoever does marketing hears that a figure rings, whoever leads that nobody looked into it', async () => {
  expect(await told(company, 'rang')).toEqual(['zhou'])
  expect(await told(company, 'late')).toEqual(['lin', 'he'])
})

it('the owner hears of it where nobody else can', async () => {
  expect(await told([member('lin', 'owner'), member('li', 'sales')], 'rang')).toEqual(['lin'])
  expect(await told([], 'rang')).toEqual([])
})
