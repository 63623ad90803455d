import type { StaffMember } from '../../contract.ts'
import { WecomRefusal } from '../call.ts'
import { type Department, rootDepartment, type WecomState } from '../state.ts'
import type { WecomApi, WecomWorld } from '../world.ts'

const active = 1
const notActivated = 4

/** GET /cgi-bin/user/get: without mobile and e-mail, as for apps made after 2022-06-20. */
export const userGet: WecomApi = {
  method: 'GET',
  handle(call, { people }) {
    const member = people.findStaff(call.query.get('userid') ?? '')
    if (!member) throw new WecomRefusal(60111, 'userid not found')
    if (member.outOfRange) throw new WecomRefusal(60011, 'no privilege to access/modify contact/party/agent')
    return presentMember(member)
  },
}

/** GET /cgi-bin/user/simplelist: those of one department, not of the ones below it. */
export const userSimpleList: WecomApi = {
  method: 'GET',
  handle(call, world) {
    const userlist = membersOf(call.query, world).map((member) => ({
      userid: member.userid,
      name: member.name,
      department: departmentsOf(member),
      open_userid: '',
    }))
    return { userlist }
  },
}

/** GET /cgi-bin/user/list: the same with their details. */
export const userList: WecomApi = {
  method: 'GET',
  handle: (call, world) => ({ userlist: membersOf(call.query, world).map(presentMember) }),
}

/** GET /cgi-bin/department/list: all of them, or one with those below it. */
export const departmentList: WecomApi = {
  method: 'GET',
  handle(call, { state, people }) {
    const id = call.query.get('id')
    const shown = id === null ? state.departments : withThoseBelow(departmentOf(id, state), state)
    return {
      department: shown.map((one) => ({
        id: one.id,
        name: one.name,
        department_leader: people
          .staff()
          .filter(({ leads }) => leads?.includes(one.id))
          .map(({ userid }) => userid),
        parentid: one.parent,
        order: 100_000_000 - one.id,
      })),
    }
  },
}

export const callbackIps: WecomApi = { method: 'GET', handle: () => ({ ip_list: ['127.0.0.1'] }) }

function membersOf(query: URLSearchParams, { people, state }: WecomWorld): StaffMember[] {
  const { id } = departmentOf(query.get('department_id') ?? '', state)
  return people.staff().filter((member) => !member.outOfRange && departmentsOf(member).includes(id))
}

/** @throws WecomRefusal 60003 */
function departmentOf(id: string, { departments }: WecomState): Department {
  const found = departments.find((one) => String(one.id) === id)
  if (!found) throw new WecomRefusal(60003, 'department not found')
  return found
}

function withThoseBelow(top: Department, state: WecomState): Department[] {
  const below = state.departments.filter(({ parent }) => parent === top.id)
  return [top, ...below.flatMap((one) => withThoseBelow(one, state))]
}

export const departmentsOf = ({ departments }: StaffMember): number[] => departments ?? [rootDepartment]

function presentMember(member: StaffMember): Record<string, unknown> {
  const departments = departmentsOf(member)
  return {
    userid: member.userid,
    name: member.name,
    department: departments,
    order: departments.map(() => 0),
    position: '',
    is_leader_in_dept: departments.map((id) => Number(member.leads?.includes(id) ?? false)),
    direct_leader: [],
    telephone: '',
    alias: '',
    main_department: departments[0] ?? rootDepartment,
    extattr: { attrs: [] },
    status: member.reachable ? active : notActivated,
  }
}
