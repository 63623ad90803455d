import { z } from 'zod'
import { isAddressOrNetwork } from '../../../domain/api-keys/addresses.ts'
import { keyScopes } from '../../../domain/api-keys/key-scopes.ts'
import { endpoint } from '../core/endpoint.ts'
import { idParams, time } from '../core/parts.ts'

const owner = ['owner'] as const

const entry = {
  name: z.string().trim().min(1).max(50),
  scopes: z
    .array(z.enum(keyScopes))
    .min(1, '至少选一项')
    .transform((all) => [...new Set(all)]),
  addresses: z
    .array(z.string().trim().refine(isAddressOrNetwork, '写成 203.0.113.7 或 203.0.113.0/24'))
    .max(50),
}
/** Days until the key ends. */
const days = z.number().int().min(1).max(730)

const integration = z
  .object({
    id: z.string(),
    name: z.string(),
    scopes: z.array(z.string()),
    addresses: z.array(z.string()),
    createdAt: time,
    /** The newest first. */
    keys: z.array(
      z.object({
        id: z.string(),
        /** How it begins, to tell it by. */
        prefix: z.string(),
        state: z.enum(['live', 'expired', 'revoked']),
        /** Login name of who made it. */
        by: z.string(),
        createdAt: time,
        expiresAt: time,
        revokedAt: time.nullable(),
        /** To the minute or so; null = never. */
        usedAt: time.nullable(),
      }),
    ),
  })
  .meta({ id: 'Integration' })

/** The whole key is in this answer and in no other. */
const withKey = z.object({ integration, token: z.string() })

export const integrations = {
  list: endpoint({
    method: 'get',
    path: '/integrations',
    summary:
      'Other systems that may call this API, their keys without the secrets, and what a key may be given',
    roles: owner,
    answer: z.object({
      items: z.array(integration),
      scopes: z.array(z.object({ scope: z.enum(keyScopes), name: z.string() })),
    }),
  }),
  add: endpoint({
    method: 'post',
    path: '/integrations',
    summary: 'Let another system in; gives its first key, once',
    roles: owner,
    body: z.object({ ...entry, addresses: entry.addresses.default([]), days }),
    answer: withKey,
  }),
  change: endpoint({
    method: 'patch',
    path: '/integrations/{id}',
    summary: 'Change name, rights or addresses of another system',
    roles: owner,
    params: idParams,
    body: z.object({
      name: entry.name.optional(),
      scopes: entry.scopes.optional(),
      addresses: entry.addresses.optional(),
    }),
    answer: integration,
  }),
  issue: endpoint({
    method: 'post',
    path: '/integrations/{id}/keys',
    summary: 'One more key, to change over to; two are live at most',
    roles: owner,
    params: idParams,
    body: z.object({ days }),
    answer: withKey,
  }),
  revoke: endpoint({
    method: 'post',
    path: '/integrations/{id}/keys/{key}/revoke',
    summary: 'End a key at once',
    roles: owner,
    params: idParams.extend({ key: z.string().min(1).max(20) }),
    answer: integration,
  }),
}
