import type { z } from 'zod'
import { type Json, jsonContent, parametersOf, schemaOf } from '../../../http/openapi-parts.ts'
import type { ContractTable, Terms } from './endpoint.ts'

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
    components: {
      schemas,
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'kelu_admin' } },
    },
  }
}

function describe(operationId: string, tag: string, terms: Terms, schemas: Json): Json {
  const { roles } = terms
  const parameters = [...parametersOf('path', terms.params), ...parametersOf('query', terms.query)]
  return {
    operationId,
    tags: [tag],
    summary: terms.summary,
    ...(roles === 'anybody' ? {} : { security: [{ session: [] }], 'x-roles': roles }),
    ...(parameters.length > 0 && { parameters }),
    ...(terms.body && {
      requestBody: { required: true, content: bodyContent(terms, terms.body, schemas) },
    }),
    responses: {
      200: { description: 'Done', content: answerContent(terms, schemas) },
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
