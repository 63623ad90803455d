import type { z } from 'zod'
import { keyScopes } from '../../../domain/api-keys/key-scopes.ts'
import { type Json, jsonContent, parametersOf, schemaOf } from '../../../http/openapi-parts.ts'
import type { ContractTable, Terms } from './endpoint.ts'
import { idempotencyHeader, takesIdempotencyKey } from './idempotency-key.ts'
import { describeWebhooks } from './openapi-webhooks.ts'

/** The contract as OpenAPI 3.1; parts with `.meta({ id })` are named in it once. */
export function describeApi(contract: ContractTable): Json {
  const schemas: Json = {}
  const paths: Record<string, Json> = {}
  for (const [resource, operations] of Object.entries(contract)) {
    for (const [operation, terms] of Object.entries(operations)) {
      const path = `/api/v1${terms.path}`
      paths[path] = {
        ...paths[path],
        [terms.method]: describe(`${resource}.${operation}`, resource, terms, schemas),
      }
    }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Kelu', version: '1' },
    paths,
    webhooks: describeWebhooks(),
    components: {
      schemas,
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'kelu_admin' },
        key: { type: 'http', scheme: 'bearer', description: keysInWords },
      },
    },
  }
}

const keysInWords = `A key made on the page 系统 → 接口密钥. What it may be given: ${keyScopes.join(', ')}.`

/** Who may call it: members by their session, systems by a key with its scope. */
function securityOf({ roles, scope }: Terms): Json {
  if (roles === 'anybody') return {}
  const bySession = roles.length > 0 ? [{ session: [] }] : []
  return {
    security: [...bySession, ...(scope === undefined ? [] : [{ key: [scope] }])],
    ...(roles.length > 0 && { 'x-roles': roles }),
  }
}

const idempotencyKey = {
  name: idempotencyHeader,
  in: 'header',
  required: false,
  description:
    'Asked again with the same one within a day, the call is answered as before and not done again.',
  schema: { type: 'string', maxLength: 255 },
}

const tooMany = {
  description: 'Too many calls in a minute',
  headers: {
    'Retry-After': { description: 'Seconds', schema: { type: 'integer' } },
    RateLimit: { description: 'What is left: `"key";r=0;t=42`', schema: { type: 'string' } },
  },
}

function describe(operationId: string, tag: string, terms: Terms, schemas: Json): Json {
  const parameters = [
    ...parametersOf('path', terms.params),
    ...parametersOf('query', terms.query),
    ...(takesIdempotencyKey(terms) ? [idempotencyKey] : []),
  ]
  return {
    operationId,
    tags: [tag],
    summary: terms.summary,
    ...securityOf(terms),
    ...(parameters.length > 0 && { parameters }),
    ...(terms.body && {
      requestBody: { required: true, content: bodyContent(terms, terms.body, schemas) },
    }),
    responses: {
      200: { description: 'Done', content: answerContent(terms, schemas) },
      ...(terms.scope !== undefined && { 429: { ...tooMany, content: jsonContent(refusal) } }),
      default: { description: 'Refused', content: jsonContent(refusal) },
    },
  }
}

const refusal = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['code', 'message', 'requestId'],
      properties: {
        code: { type: 'string' },
        message: { type: 'string' },
        places: { type: 'object', additionalProperties: { type: 'string' } },
        retryAfterSeconds: { type: 'number' },
        requestId: { type: 'string' },
      },
    },
  },
}

function answerContent({ answer, answersFile }: Terms, schemas: Json): Json {
  return answersFile ? { [answersFile]: {} } : jsonContent(schemaOf(answer, 'output', schemas))
}

/** A file is whatever bytes its type says: OpenAPI 3.1 describes those by no schema. */
function bodyContent({ fileTypes }: Terms, body: z.ZodType, schemas: Json): Json {
  if (!fileTypes) return jsonContent(schemaOf(body, 'input', schemas))
  return Object.fromEntries(fileTypes.map((type) => [type, {}]))
}
