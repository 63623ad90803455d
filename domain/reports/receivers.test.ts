import { describe, expect, it } from 'vitest'
import type { Member } from '../../models/members.ts'
import type { RetailStore } from '../../models/retail-stores.ts'
import type { Staff } from '../../models/staff.ts'
import { defaultReportRules, type ReportRules } from '../language/report-rules.ts'
import { createScopes } from '../members/scope.ts'
import { createReceivers } from './receivers.ts'
import { aColleague, aMember, aStore } from './testing/builders.ts'

function receiversOf(members: Member[], stores: RetailStore[] = [], staff: Staff[] = []) {
  const all = { members: async () => members, stores: async () => stores, staff: async () => staff }
  return createReceivers({ ...all, scopes: createScopes(all) })
}
async function told(receivers: ReturnType<typeof receiversOf>, rules: Partial<ReportRules> = {}) {
  const found = await receivers.all({ ...defaultReportRules, ...rules })
  return { ...found, receivers: found.receivers.map(({ key, stores }) => [key, stores]) }
}

describe('reports go', () => {
  it('to 负责人 and 经理 of all, to 店长 of their own 门店, and to nobody else', async () => {
    const receivers = receiversOf(
      [
        aMember('lin', 'owner'),
        aMember('he', 'analyst'),
        aMember('zhou', 'marketer'),
        aMember('wang', 'lead', { stores: ['XH01'] }),
        aMember('li', 'sales'),
        aMember('gone', 'owner', { state: 'suspended' }),
      ],
      [aStore('XH01'), aStore('JA01')],
    )
    expect(await told(receivers)).toEqual({
      receivers: [
        ['he', 'all'],
        ['lin', 'all'],
        ['wang', ['XH01']],
      ],
      withoutLead: ['JA01店'],
    })
  })

  it('of all 门店 of a 大区 to whoever has its departments', async () => {
    const receivers = receiversOf(
      [aMember('qu', 'lead', { departments: ['XH01部', 'JA01部'] })],
      [aStore('XH01'), aStore('JA01'), aStore('GZ01')],
    )
    expect((await told(receivers)).receivers).toEqual([['qu', ['JA01', 'XH01']]])
  })

  it('also to whoever leads a 门店 by its list and is no member, but for the page', async () => {
    const receivers = receiversOf(
      [],
      [aStore('XH01', { lead: 'wang' })],
      [aColleague('wang', 'XH01部', { name: '王姐' })],
    )
    expect(await receivers.all(defaultReportRules)).toMatchObject({
      receivers: [{ userid: 'wang', name: '王姐', role: 'lead', stores: ['XH01'], access: 'none' }],
      withoutLead: [],
    })
  })

  it('not to who has left or is left out', async () => {
    const stores = [aStore('XH01', { lead: 'wang' })]
    const left = [aColleague('wang', 'XH01部', { status: 'left' })]
    expect(await told(receiversOf([], stores, left))).toEqual({ receivers: [], withoutLead: ['XH01店'] })
    expect((await told(receiversOf([aMember('lin', 'owner')]), { except: ['lin'] })).receivers).toEqual([])
  })

  it('not to 店长 where the settings name other roles', async () => {
    const receivers = receiversOf([aMember('lin', 'owner')], [aStore('XH01', { lead: 'wang' })])
    expect(await told(receivers, { to: ['owner'] })).toEqual({ receivers: [['lin', 'all']], withoutLead: [] })
  })

  it('once to whoever is two members, as the one who sees more', async () => {
    const receivers = receiversOf([
      aMember('boss', 'owner', { userid: 'lin' }),
      aMember('lead', 'lead', { userid: 'lin', stores: ['XH01'] }),
    ])
    expect((await told(receivers)).receivers).toEqual([['lin', 'all']])
  })

  it('to nowhere where a member has no WeCom account', async () => {
    const receivers = receiversOf(
      [aMember('wang', 'lead', { userid: undefined as never, stores: ['XH01'] })],
      [aStore('XH01')],
    )
    expect(await receivers.all(defaultReportRules)).toMatchObject({
      receivers: [{ key: 'wang', userid: null }],
      withoutLead: ['XH01店'],
    })
  })

  it('of a 门店 that was closed still to who was given it: they are told that it is gone', async () => {
    expect((await told(receiversOf([aMember('wang', 'lead', { stores: ['XH09'] })]))).receivers).toEqual([
      ['wang', ['XH09']],
    ])
  })
})
