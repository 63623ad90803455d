import type { Person, Sandbox, StaffMember } from '../contract.ts'

/** Monday morning. */
export const monday = new Date('2026-03-02T09:00:00+08:00')

/** The platforms' time so long after Monday 09:00. */
export function later(ms: number): string {
  return new Date(monday.getTime() + ms).toISOString()
}

export const second = 1_000
export const minute = 60_000
export const hour = 3_600_000

export function aPerson(name: string, number = 1): Person {
  const id = String(number).padStart(4, '0')
  return {
    name,
    nickname: `${name}的昵称`,
    unionid: `union_${id}`,
    openid: `openid_${id}`,
    externalUserid: `wmExternal${id}`,
    phone: `+86138${String(number).padStart(8, '0')}`,
    email: `person${id}@mail.example`,
  }
}

export function aMember(userid: string, given: Partial<StaffMember> = {}): StaffMember {
  return { userid, name: userid, reachable: true, ...given }
}

/** 小美 is a person, ZhangSan and LiSi sell. */
export async function addCast(sandbox: Sandbox): Promise<void> {
  await sandbox.addPerson(aPerson('小美'))
  await sandbox.addStaff(aMember('ZhangSan'))
  await sandbox.addStaff(aMember('LiSi'))
}
