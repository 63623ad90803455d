import type { Person, StaffMember } from './contract.ts'

/** The cast: people outside Kelu and the staff of the corp. */
export interface People {
  addPerson(person: Person): void
  addStaff(member: StaffMember): void
  /** @throws Error when nobody has that name */
  person(name: string): Person
  persons(): Person[]
  byExternalUserid(externalUserid: string): Person | undefined
  /** Whether a third-party application knows somebody by this id: WeCom gives each kind of caller ids of its own. */
  isThirdPartyId(id: string): boolean
  byOpenid(openid: string): Person | undefined
  /** userids are unique ignoring case. */
  findStaff(userid: string): StaffMember | undefined
  /** @throws Error when there is no such member */
  staffMember(userid: string): StaffMember
  staff(): StaffMember[]
  /** They are members no more; who had them as a friend still has. */
  removeStaff(userid: string): void
  /** Another userid for the same member. @throws Error when it is taken */
  renameStaff(userid: string, to: string): void
}

/** Ours; real ids of both kinds look alike. */
const thirdParty = 'wm3rd-'

/** The id under which a third-party application of the corp knows the person with this one. */
export const thirdPartyIdOf = (externalUserid: string): string => `${thirdParty}${externalUserid}`

export function createPeople(): People {
  const persons = new Map<string, Person>()
  const byExternal = new Map<string, Person>()
  const byOpen = new Map<string, Person>()
  const members = new Map<string, StaffMember>()
  const findStaff = (userid: string) => members.get(userid.toLowerCase())
  function addStaff(member: StaffMember): void {
    if (!/^[A-Za-z0-9_\-@.]{1,64}$/.test(member.userid)) throw new Error(`bad userid ${member.userid}`)
    if (findStaff(member.userid)) throw new Error(`${member.userid} is already a member of staff`)
    members.set(member.userid.toLowerCase(), { ...member })
  }
  function staffMember(userid: string): StaffMember {
    const found = findStaff(userid)
    if (!found) throw new Error(`there is no member of staff ${userid}`)
    return found
  }
  function removeStaff(userid: string): void {
    members.delete(staffMember(userid).userid.toLowerCase())
  }
  return {
    addPerson(person) {
      const taken =
        persons.has(person.name) || byExternal.has(person.externalUserid) || byOpen.has(person.openid)
      if (taken) throw new Error(`a person with the name or an id of ${person.name} is already in the cast`)
      if (!/^\+\d{6,15}$/.test(person.phone)) throw new Error(`the phone of ${person.name} is not E.164`)
      const own = { ...person }
      persons.set(own.name, own)
      byExternal.set(own.externalUserid, own)
      byOpen.set(own.openid, own)
    },
    addStaff,
    person(name) {
      const found = persons.get(name)
      if (!found) throw new Error(`nobody in the cast is called ${name}`)
      return found
    },
    persons: () => [...persons.values()],
    byExternalUserid: (id) => byExternal.get(id),
    isThirdPartyId: (id) => id.startsWith(thirdParty) && byExternal.has(id.slice(thirdParty.length)),
    byOpenid: (id) => byOpen.get(id),
    findStaff,
    staffMember,
    staff: () => [...members.values()],
    removeStaff,
    renameStaff(userid, to) {
      const member = staffMember(userid)
      if (userid.toLowerCase() !== to.toLowerCase() && findStaff(to)) throw new Error(`${to} is taken`)
      removeStaff(userid)
      addStaff({ ...member, userid: to })
    },
  }
}
