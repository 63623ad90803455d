import { hash, verify } from '@node-rs/argon2'
import pLimit from 'p-limit'

/** OWASP's recommendation for argon2id: 19 MB, two passes. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** Each takes 19 MB while it runs: guesses must not take all the memory there is. */
const atOnce = pLimit(4)

/** argon2id, the library's default kind. */
export function hashPassword(password: string): Promise<string> {
  return atOnce(() => hash(password, cost))
}

let nobodys: Promise<string> | undefined

/** Whether it is the password. For nobody, who has no hash, it takes as long as for somebody, and is false. */
export async function isPassword(
  password: string,
  passwordHash: string | null | undefined,
): Promise<boolean> {
  nobodys ??= hashPassword('no password of anybody')
  const against = passwordHash ?? (await nobodys)
  const same = await atOnce(() => verify(against, password))
  return same && typeof passwordHash === 'string'
}

/** At least ten characters, of which four differ, without the login name in it. */
export function isStrongEnough(password: string, login: string): boolean {
  const characters = [...password]
  return (
    characters.length >= 10 &&
    new Set(characters).size >= 4 &&
    !password.toLowerCase().includes(login.toLowerCase())
  )
}
