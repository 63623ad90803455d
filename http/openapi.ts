import { z } from 'zod'
import { statusOfRefusal } from './errors.ts'
import type { AnyRefusalCode, GuardNote, RouteTerms } from './guard-note.ts'
import { type Json, jsonContent, parametersOf, schemaOf } from './openapi-parts.ts'
import type { RouteTable } from './router.ts'

/** One address of a router, as its guards tell of it. */
export interface DescribedRoute {
  method: string
  /** With its prefix; parameters as `{id}`. */
  path: string
  terms: RouteTerms
  login: 'needed' | 'used' | 'none'
  refusals: AnyRefusalCode[]
}

/** Every address of a router that has a contract. */
export function describedRoutes(router: Pick<RouteTable, 'stack'>): DescribedRoute[] {
  return router.stack.flatMap((layer) => {
    const notes = layer.stack.flatMap((each) => noteOf(each) ?? [])
    const terms = notes.find((note) => note.terms)?.terms
    if (!terms) return []
    const path = String(layer.path).replaceAll(/:(\w+)/g, '{$1}')
    const login = notes.find((note) => note.login)?.login ?? 'none'
    const refusals = [...new Set([...notes.flatMap((note) => note.refusals ?? []), ...refusalsOf(terms)])]
    const methods = layer.methods.filter((method) => method !== 'HEAD')
    return methods.map((method) => ({ method: method.toLowerCase(), path, terms, login, refusals }))
  })
}

function noteOf(part: unknown): GuardNote | undefined {
  return typeof part === 'function' && 'note' in part ? (part.note as GuardNote) : undefined
}

function refusalsOf({ params, query, body, refusals = [] }: RouteTerms): AnyRefusalCode[] {
  const ofBody = ['request.too_large', 'request.too_slow'] as const
  return [
    ...(params || query || body ? (['request.malformed'] as const) : []),
    ...(body ? ofBody : []),
    ...refusals,
  ]
}

/** The addresses as OpenAPI 3.1. Parts with `.meta({ id })` are named in it once. */
export function describeRoutes(routes: readonly DescribedRoute[], info: { title: string; version: string }) {
  const schemas: Json = {}
  const paths: Record<string, Json> = {}
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method]: describe(route, schemas) }
  }
  return {
    openapi: '3.1.0',
    info,
    paths,
    components: { schemas, securitySchemes: { session: { type: 'http', scheme: 'bearer' } } },
  }
}

/** `post /mp/v1/popups/{touchId}/click` is `postPopupsClick`. */
export function operationIdOf({ method, path }: Pick<DescribedRoute, 'method' | 'path'>): string {
  const words = path.split('/').filter((word) => word !== '' && !/^(mp|v\d+)$/.test(word))
  // One that ends in a parameter is about one of them.
  const named = words.map((word) =>
    word.replace(/^\{(\w+)\}$/, (_, name) => (word === words.at(-1) ? `By-${name}` : '')),
  )
  return [method, ...named.flatMap((word) => word.split('-'))]
    .filter((word) => word !== '')
    .map((word, at) => (at === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join('')
}

function describe(route: DescribedRoute, schemas: Json): Json {
  const { terms, login, refusals } = route
  const parameters = [...parametersOf('path', terms.params), ...parametersOf('query', terms.query)]
  return {
    operationId: operationIdOf(route),
    summary: terms.summary,
    ...(login === 'needed' && { security: [{ session: [] }] }),
    ...(login === 'used' && { security: [{ session: [] }, {}] }),
    ...(parameters.length > 0 && { parameters }),
    ...(terms.body && {
      requestBody: { required: true, content: jsonContent(schemaOf(terms.body.schema, 'input', schemas)) },
    }),
    responses: { ...answered(terms, schemas), ...refused(refusals) },
  }
}

/** The status of a good answer. */
export function statusOf({ answer, status }: RouteTerms): number {
  return status ?? (answer instanceof z.ZodNull ? 204 : 200)
}

function answered(terms: RouteTerms, schemas: Json): Json {
  const isEmpty = terms.answer === undefined || terms.answer instanceof z.ZodNull
  return {
    [statusOf(terms)]: {
      description: 'Done',
      ...(!isEmpty && terms.answer && { content: jsonContent(schemaOf(terms.answer, 'output', schemas)) }),
    },
  }
}

function refused(codes: readonly AnyRefusalCode[]): Json {
  const byStatus = new Map<number, AnyRefusalCode[]>()
  for (const code of codes) {
    const status = statusOfRefusal(code)
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  return Object.fromEntries(
    [...byStatus].map(([status, some]) => [
      status,
      { description: some.join(', '), content: jsonContent(refusalSchema(some)) },
    ]),
  )
}

function refusalSchema(codes: readonly AnyRefusalCode[]): Json {
  return {
    type: 'object',
    required: ['error'],
    properties: {
      error: {
        type: 'object',
        required: ['code', 'requestId'],
        properties: {
          code: { type: 'string', enum: codes },
          data: { type: 'object', description: 'What to act on: faults by field, retryAfterSeconds.' },
          requestId: { type: 'string' },
        },
      },
    },
  }
}
