import type { z } from 'zod'
import type { Context, Guard } from './context.ts'
import type { AnyRefusalCode, GuardNote } from './guard-note.ts'
import { parse } from './parse.ts'
import { jsonOf, readBody, roundingJsonOf } from './read-body.ts'

interface BodyReader<B> {
  (ctx: Context): Promise<B>
  /** Absent where the reader of the body checks it elsewhere. */
  readonly described?: { schema: z.ZodType<B>; limitBytes: number }
}

/** The answer of a handler is not what its contract promises: a fault of ours, whose values are nobody's to see. */
export class AnswerFault extends Error {
  override readonly name = 'AnswerFault'
}

/**
 * What a route takes and gives. On the way in: `params`, `query` and `body`, or request.malformed naming each field; they
 * are in `ctx.state.given` then. On the way out: the answer, without any field the schema does not name; one that breaks
 * the schema is thrown as AnswerFault, and so becomes a logged 500.
 */
export function contract<P = unknown, Q = unknown, B = unknown>(terms: {
  params?: z.ZodType<P>
  query?: z.ZodType<Q>
  body?: BodyReader<B>
  answer?: z.ZodType
  /** For the description of the API alone, as in RouteTerms. */
  summary?: string
  status?: number
  refusals?: readonly AnyRefusalCode[]
}): Guard<{ given: { params: P; query: Q; body: B } }> {
  const { params, query, body, answer } = terms
  const note: GuardNote = { terms: { ...terms, body: body?.described } }
  const keepContract: Guard<{ given: { params: P; query: Q; body: B } }> = async (ctx, next) => {
    const given = {
      ...(params && { params: parse(params, ctx.params) }),
      ...(query && { query: parse(query, ctx.query) }),
      ...(body && { body: await body(ctx) }),
    }
    Object.assign(ctx.state, { given })
    await next()
    if (answer) ctx.body = asPromised(answer, ctx.body ?? null)
  }
  return Object.assign(keepContract, { note })
}

/** A JSON body of at most `limitBytes`. */
export function json<B>(schema: z.ZodType<B>, limitBytes: number): BodyReader<B> {
  const read = async (ctx: Context) => parse(schema, jsonOf(await textOf(ctx, limitBytes)))
  return Object.assign(read, { described: { schema, limitBytes } })
}

/** JSON of a sender who numbers beyond 2^53 and will not change it; its reader checks it. */
export function roundingJson(limitBytes: number): BodyReader<unknown> {
  return async (ctx) => roundingJsonOf(await textOf(ctx, limitBytes))
}

/** The fields of an HTML form of at most `limitBytes`; of a field that comes twice, the last. */
export function form<B>(schema: z.ZodType<B>, limitBytes: number): BodyReader<B> {
  return async (ctx) => parse(schema, Object.fromEntries(new URLSearchParams(await textOf(ctx, limitBytes))))
}

/** A guard may have read it already. */
async function textOf(ctx: Context, limitBytes: number): Promise<string> {
  return ctx.state.bodyText ?? (await readBody(ctx, limitBytes))
}

/** The answer without any field the schema does not name. @throws AnswerFault when it breaks the schema */
export function asPromised(schema: z.ZodType, body: unknown): unknown {
  const result = schema.safeParse(body)
  if (result.success) return result.data
  const faults = result.error.issues.map(({ path, message }) => `${path.join('.') || '(body)'}: ${message}`)
  throw new AnswerFault(`the answer breaks its contract: ${faults.join('; ')}`)
}
