import { describe, expect } from 'vitest'
import { aMember, aPerson, monday } from '../testing/cast.ts'
import { wecomClient } from '../testing/wecom-client.ts'
import { withCast } from '../testing/with-cast.ts'

const ec = '/cgi-bin/externalcontact'
const it = withCast.extend('client', async ({ sandbox }) => wecomClient(sandbox))

interface Row {
  external_contact: { external_userid: string; type: number; unionid?: string; corp_name?: string }
  follow_info: Record<string, unknown>
}

describe('a corp made beforehand', () => {
  const size = { staff: 6, stores: 3, friends: 40, tagGroups: 2, sharedEvery: 10, companyEvery: 8 }

  it('has its departments, who leads them, and members in them; nobody is told', async ({
    sandbox,
    target,
    client,
  }) => {
    await sandbox.populate(size)
    const departments = (await client.get('/cgi-bin/department/list')).department as {
      id: number
      name: string
      parentid: number
      department_leader: string[]
    }[]
    expect(departments.map(({ name }) => name)).toEqual(['总部', '华东', '华南', '门店1', '门店2', '门店3'])
    const [east, , store] = departments.slice(1)
    expect(store).toMatchObject({ parentid: east?.id, department_leader: ['staff1'] })
    expect((await client.get('/cgi-bin/department/list', { id: String(east?.id) })).department).toHaveLength(
      3,
    )
    const { userlist } = await client.get('/cgi-bin/user/list', { department_id: String(store?.id) })
    expect(userlist).toMatchObject([
      { userid: 'staff1', main_department: store?.id, is_leader_in_dept: [1] },
      { userid: 'staff4', is_leader_in_dept: [0] },
    ])
    expect(await client.get('/cgi-bin/user/list', { department_id: '99' })).toMatchObject({ errcode: 60003 })
    expect(target.received).toEqual([])
  })

  it('has friends of years with remark, add way, state and tags, some of two members, some of other companies', async ({
    sandbox,
    client,
  }) => {
    await sandbox.populate({ ...size, mobileEvery: 5 })
    const rows: Row[] = []
    for (let n = 1; n <= size.staff; n += 1) {
      const { external_contact_list } = await client.post(`${ec}/batch/get_by_user`, {
        userid_list: [`STAFF${n}`],
      })
      rows.push(...(external_contact_list as Row[]))
    }
    expect(rows).toHaveLength(44)
    expect(new Set(rows.map((row) => row.external_contact.external_userid)).size).toBe(40)
    const companies = rows.filter((row) => row.external_contact.type === 2)
    expect(companies.length).toBeGreaterThan(0)
    for (const { external_contact } of companies) {
      expect(external_contact.corp_name).toBeDefined()
      expect(external_contact.unionid).toBeUndefined()
    }
    for (const { follow_info } of rows) {
      expect(follow_info).toMatchObject({
        remark: expect.stringContaining('老客'),
        add_way: expect.any(Number),
      })
      expect(follow_info.tag_id).toHaveLength(2)
      expect(Number(follow_info.createtime)).toBeLessThan(monday.getTime() / 1_000)
    }
    expect(rows.some(({ follow_info }) => (follow_info.remark_mobiles as string[]).length > 0)).toBe(true)
  })
})

it('members without a licence are left out by name, and alone refused; out of range is refused for all', async ({
  sandbox,
  client,
}) => {
  await sandbox.addStaff(aMember('Unlicensed', { licence: 'missing' }))
  await sandbox.addStaff(aMember('Hidden', { outOfRange: true }))
  await sandbox.scanAndAdd({ person: '小美', staff: 'Unlicensed' })
  const customersOf = (...userid_list: string[]) => client.post(`${ec}/batch/get_by_user`, { userid_list })
  expect(await customersOf('Unlicensed', 'ZhangSan')).toMatchObject({
    errcode: 0,
    external_contact_list: [],
    fail_info: { unlicensed_userid_list: ['Unlicensed'] },
  })
  expect(await customersOf('Unlicensed')).toMatchObject({ errcode: 701008 })
  expect(await customersOf('ZhangSan', 'Hidden')).toMatchObject({ errcode: 60011 })
  expect(await client.get(`${ec}/list`, { userid: 'Hidden' })).toMatchObject({ errcode: 60011 })
  expect(await client.get('/cgi-bin/user/get', { userid: 'Hidden' })).toMatchObject({ errcode: 60011 })
})

describe('the console', () => {
  it('tells of people and departments in the short form', async ({ sandbox, target }) => {
    await sandbox.addDepartment({ id: 7, name: '西湖店', parent: 1 })
    await sandbox.changeStaff({ userid: 'ZhangSan', departments: [7] })
    await sandbox.changeDepartment({ id: 7, name: '西湖一店' })
    await sandbox.staffLeaves('ZhangSan')
    await sandbox.removeDepartment(7)
    expect((await sandbox.callbacks()).map(({ kind, about }) => [kind, about.UserID ?? about.Id])).toEqual([
      ['wecom.create_party', '7'],
      ['wecom.update_user', 'ZhangSan'],
      ['wecom.update_party', '7'],
      ['wecom.delete_user', 'ZhangSan'],
      ['wecom.delete_party', '7'],
    ])
    expect(target.received).toHaveLength(5)
  })

  it('a renamed member keeps their customers; one who left is unknown, and their customers still theirs', async ({
    sandbox,
    client,
  }) => {
    await sandbox.scanAndAdd({ person: '小美', staff: 'ZhangSan' })
    await sandbox.renameStaff({ userid: 'zhangsan', to: 'zhang.san' })
    expect(await client.get('/cgi-bin/user/get', { userid: 'ZhangSan' })).toMatchObject({ errcode: 60111 })
    expect(await client.get(`${ec}/list`, { userid: 'ZHANG.SAN' })).toMatchObject({
      external_userid: [aPerson('小美').externalUserid],
    })
    await sandbox.staffLeaves('zhang.san')
    expect(await client.get(`${ec}/list`, { userid: 'zhang.san' })).toMatchObject({ errcode: 40003 })
    expect(await client.get(`${ec}/get`, { external_userid: aPerson('小美').externalUserid })).toMatchObject({
      follow_user: [{ userid: 'zhang.san' }],
    })
  })
})
