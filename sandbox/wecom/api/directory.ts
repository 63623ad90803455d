import type { StaffMember } from '../../contract.ts'
import { WecomRefusal } from '../call.ts'
import type { WecomApi } from '../world.ts'

const active = 1
const notActivated = 4
const rootDepartment = 1

/** GET /cgi-bin/user/get: without mobile and e-mail, as for apps made after 2022-06-20. */
export const userGet: WecomApi = {
  method: 'GET',
  handle(call, { people }) {
    const member = people.findStaff(call.query.get('userid') ?? '')
    if (!member) throw new WecomRefusal(60111, 'userid not found')
    return presentMember(member)
  },
}

export const userSimpleList: WecomApi = {
  method: 'GET',
  handle(call, { people }) {
    if (call.query.get('department_id') !== String(rootDepartment)) {
      throw new WecomRefusal(60003, 'department not found')
    }
    const userlist = people
      .staff()
      .map(({ userid, name }) => ({ userid, name, department: [rootDepartment], open_userid: '' }))
    return { userlist }
  },
}

export const departmentList: WecomApi = {
  method: 'GET',
  handle: () => ({
    department: [{ id: rootDepartment, name: '总部', department_leader: [], parentid: 0, order: 100000000 }],
  }),
}

export const callbackIps: WecomApi = { method: 'GET', handle: () => ({ ip_list: ['127.0.0.1'] }) }

function presentMember(member: StaffMember): Record<string, unknown> {
  return {
    userid: member.userid,
    name: member.name,
    department: [rootDepartment],
    order: [0],
    position: '',
    is_leader_in_dept: [0],
    direct_leader: [],
    telephone: '',
    alias: '',
    main_department: rootDepartment,
    extattr: { attrs: [] },
    status: member.reachable ? active : notActivated,
  }
}
