import { z } from 'zod'
import { roles } from '../../../domain/members/roles.ts'
import { endpoint } from '../core/endpoint.ts'
import { done, idParams, time } from '../core/parts.ts'

const login = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{1,31}$/, '2 到 32 个字母、数字、点、横线或下划线')
const names = z.array(z.string().trim().min(1).max(64)).max(200)
const userid = z.string().trim().min(1).max(64).nullable()

const entry = {
  name: z.string().trim().min(1).max(50),
  role: z.enum(roles),
  departments: names.default([]),
  stores: names.default([]),
  userid: userid.default(null),
}

const member = z
  .object({
    login: z.string(),
    name: z.string(),
    role: z.enum(roles),
    roleName: z.string(),
    departments: z.array(z.string()),
    stores: z.array(z.string()),
    userid: z.string().nullable(),
    hasPassword: z.boolean(),
    state: z.enum(['invited', 'active', 'suspended']),
    createdAt: time,
  })
  .meta({ id: 'Member' })

/** Shown once, to be handed over. */
const link = z.object({ url: z.string(), expiresAt: time })

const owner = ['owner'] as const

export const members = {
  list: endpoint({
    method: 'get',
    path: '/members',
    summary: 'Who may log in',
    roles: owner,
    answer: z.object({ items: z.array(member) }),
  }),
  names: endpoint({
    method: 'get',
    path: '/members/names',
    summary: 'Names of members, to choose from',
    roles,
    answer: z.object({
      items: z.array(
        z.object({ login: z.string(), name: z.string(), role: z.enum(roles), roleName: z.string() }),
      ),
    }),
  }),
  invite: endpoint({
    method: 'post',
    path: '/members',
    summary: 'Invite somebody; gives their one-time link',
    roles: owner,
    body: z.object({ login, ...entry }),
    answer: z.object({ member, link }),
  }),
  change: endpoint({
    method: 'patch',
    path: '/members/{id}',
    summary: 'Change name, role or scope of a member',
    roles: owner,
    params: idParams,
    body: z.object({
      name: entry.name.optional(),
      role: entry.role.optional(),
      departments: names.optional(),
      stores: names.optional(),
      userid: userid.optional(),
    }),
    answer: member,
  }),
  link: endpoint({
    method: 'post',
    path: '/members/{id}/link',
    summary: 'A new one-time link for a member, to set their password by',
    roles: owner,
    params: idParams,
    answer: link,
  }),
  suspend: endpoint({
    method: 'post',
    path: '/members/{id}/suspend',
    summary: 'Take the right to log in away; ends their sessions',
    roles: owner,
    params: idParams,
    answer: member,
  }),
  restore: endpoint({
    method: 'post',
    path: '/members/{id}/restore',
    summary: 'Give the right to log in back',
    roles: owner,
    params: idParams,
    answer: member,
  }),
  logOut: endpoint({
    method: 'post',
    path: '/members/{id}/log-out',
    summary: 'End all sessions of a member',
    roles: owner,
    params: idParams,
    answer: done,
  }),
}
