import { z } from 'zod'
import { roles } from '../../../domain/members/roles.ts'
import { endpoint } from '../core/endpoint.ts'
import { done, time } from '../core/parts.ts'

const password = z.string().min(1).max(200)
const code = z.string().min(1).max(100)
const login = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{1,31}$/, '2 到 32 个字母、数字、点、横线或下划线')

/** Who is logged in, and what they may do: the page hides by `operations`, the server decides by its contract. */
const me = z
  .object({
    login: z.string(),
    name: z.string(),
    role: z.enum(roles),
    roleName: z.string(),
    departments: z.array(z.string()),
    /** Codes of 门店. */
    stores: z.array(z.string()),
    userid: z.string().nullable(),
    hasPassword: z.boolean(),
    /** `everything` = all customers and tasks, `staff` = those of some salespeople, `own` = one's own. */
    scope: z.enum(['everything', 'staff', 'own']),
    /** Names of the operations they may call, such as `customers.silences`. */
    operations: z.array(z.string()),
  })
  .meta({ id: 'Me' })

const openSession = z.object({
  id: z.string(),
  way: z.enum(['password', 'wecom', 'link']),
  address: z.string(),
  agent: z.string(),
  createdAt: time,
  usedAt: time,
  endsAt: time,
  /** The one that asks. */
  current: z.boolean(),
})

export const session = {
  ways: endpoint({
    method: 'get',
    path: '/session/ways',
    summary: 'How one may log in, before anybody has',
    roles: 'anybody',
    /** `empty`: there is no member yet; the first owner comes by a link. */
    answer: z.object({ wecom: z.boolean(), empty: z.boolean() }),
  }),
  logIn: endpoint({
    method: 'post',
    path: '/session',
    summary: 'Log in by password',
    roles: 'anybody',
    body: z.object({ login: z.string().trim().min(1).max(100), password }),
    answer: me,
  }),
  me: endpoint({
    method: 'get',
    path: '/me',
    summary: 'Who I am and what I may do',
    roles,
    answer: me,
  }),
  logOut: endpoint({
    method: 'delete',
    path: '/session',
    summary: 'Log out',
    roles: 'anybody',
    answer: done,
  }),
  list: endpoint({
    method: 'get',
    path: '/sessions',
    summary: 'Where I am logged in',
    roles,
    answer: z.object({ items: z.array(openSession) }),
  }),
  end: endpoint({
    method: 'delete',
    path: '/sessions/{id}',
    summary: 'Log me out somewhere',
    roles,
    params: z.object({ id: z.string().regex(/^[0-9a-f]{64}$/) }),
    answer: done,
  }),
  changePassword: endpoint({
    method: 'post',
    path: '/session/password',
    summary: 'Change my password; logs me out everywhere else',
    roles,
    body: z.object({ old: password, next: password }),
    answer: done,
  }),
  lookAtWelcome: endpoint({
    method: 'post',
    path: '/welcome/look',
    summary: 'Whom a one-time link is for',
    roles: 'anybody',
    body: z.object({ code }),
    /** Nobody yet for an owner who names themselves. */
    answer: z.object({
      login: z.string().nullable(),
      name: z.string().nullable(),
      role: z.enum(roles),
      roleName: z.string(),
      expiresAt: time,
    }),
  }),
  acceptWelcome: endpoint({
    method: 'post',
    path: '/welcome',
    summary: 'Use a one-time link: set name and password, and be logged in',
    roles: 'anybody',
    /** `login` only where the link names nobody. */
    body: z.object({ code, login: login.optional(), name: z.string().trim().min(1).max(50), password }),
    answer: me,
  }),
}
