import type { Person } from '../sandbox/contract.ts'

/** One of many people alike but for their number. */
export function personNumbered(number: number): Person {
  const id = String(number).padStart(8, '0')
  return {
    name: `p${id}`,
    nickname: `客户${id}`,
    unionid: `union${id}`,
    openid: `open${id}`,
    externalUserid: `wmbench${id}`,
    phone: `+86138${id}`,
    email: `p${id}@example.com`,
  }
}
