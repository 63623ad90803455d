import { statusOfRefusal } from '../../http/errors.ts'
import type { DescribedRoute } from '../../http/openapi.ts'
import { operationIdOf, statusOf } from '../../http/openapi.ts'
import { schemaOf } from '../../http/openapi-parts.ts'
import { whatToDo } from '../what-to-do.ts'

type Schema = Record<string, unknown>

const logins = {
  needed: '`Authorization: Bearer <token>`',
  used: '`Authorization: Bearer <token>` where there is a log-in',
  none: 'no log-in',
}

/** The calls of the mini-program as a page for people, made of what the guards tell of themselves. */
export function callReference(routes: readonly DescribedRoute[]): string {
  return [
    '# Calls of a mini-program',
    '',
    'Made from the contracts of the routes (`npx vitest run miniprogram-api/openapi.test.ts -u`); the same as OpenAPI 3.1 is at',
    '`GET /mp/v1/openapi.json`. Bodies are JSON (`Content-Type: application/json`, UTF-8). `*` is needed, the rest may be left out.',
    'A refusal is `{"error": {"code", "data"?, "requestId"}}`; a fault of the server is 500 `internal`.',
    '',
    ...routes.flatMap(sectionOf),
    '## Refusals, and what to do',
    '',
    '| code | status | what to do |',
    '|---|---|---|',
    ...[...new Set(routes.flatMap(({ refusals }) => refusals))]
      .sort()
      .map((code) => `| \`${code}\` | ${statusOfRefusal(code)} | ${whatToDo[code]} |`),
    '',
  ].join('\n')
}

function sectionOf(route: DescribedRoute): string[] {
  const { method, path, terms, login, refusals } = route
  const answer = terms.answer && statusOf(terms) !== 204 ? schemaOf(terms.answer, 'output', {}) : null
  return [
    `## ${method.toUpperCase()} ${path}`,
    '',
    `${terms.summary} (\`${operationIdOf(route)}\`, ${logins[login]})`,
    '',
    '```',
    ...(terms.query ? [`query   ${shapeOf(schemaOf(terms.query, 'input', {}))}`] : []),
    ...(terms.body
      ? [
          `body    ${shapeOf(schemaOf(terms.body.schema, 'input', {}))}`,
          `        at most ${terms.body.limitBytes / 1_024} KB`,
        ]
      : []),
    `answer  ${statusOf(terms)}${answer ? ` ${shapeOf(answer)}` : ''}`,
    '```',
    '',
    `Refused with ${refusals.map((code) => `\`${code}\``).join(', ')}.`,
    '',
  ]
}

/** A JSON schema as a TypeScript reader writes it; `*` marks what is needed. */
function shapeOf(schema: Schema, indent = '        '): string {
  const { type, enum: values, items, properties, anyOf, oneOf, additionalProperties, format } = schema
  if (Array.isArray(values)) return values.map((value) => JSON.stringify(value)).join(' | ')
  if ('const' in schema) return JSON.stringify(schema.const)
  const choices = anyOf ?? oneOf
  if (Array.isArray(choices)) return choices.map((each) => shapeOf(each, indent)).join(' | ')
  if (type === 'array') return `[${shapeOf(items as Schema, indent)}]`
  if (type === 'object' && properties) return objectOf(schema, indent)
  if (type === 'object') return `{name: ${shapeOf((additionalProperties || {}) as Schema, indent)}}`
  if (Array.isArray(type)) return type.join(' | ')
  return [format ?? type ?? 'any', rangeOf(schema)].join('')
}

function objectOf({ properties, required = [] }: Schema, indent: string): string {
  const inner = `${indent}  `
  const lines = Object.entries(properties as Record<string, Schema>).map(([name, each]) => {
    const words = typeof each.description === 'string' ? `   # ${each.description}` : ''
    return `${inner}${name}${(required as string[]).includes(name) ? '*' : ''}: ${shapeOf(each, inner)}${words}`
  })
  return lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n${indent}}`
}

function rangeOf({ maxLength, minimum, maximum }: Schema): string {
  if (maxLength !== undefined) return ` ≤${maxLength}`
  const isWhole = (value: unknown) => typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER
  return isWhole(minimum) && isWhole(maximum) ? ` ${minimum}…${maximum}` : ''
}
