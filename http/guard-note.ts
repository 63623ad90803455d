import type { z } from 'zod'
import type { ErrorCode } from '../domain/errors.ts'
import type { RefusalCode } from './refusal.ts'

/** Every code a caller may be refused with. */
export type AnyRefusalCode = ErrorCode | RefusalCode

/** What a guard means for callers: the description of an API is made of these. */
export interface GuardNote {
  /** Codes this guard refuses with. */
  refusals?: readonly AnyRefusalCode[]
  /** Whether a log-in is needed, or made use of where there is one. */
  login?: 'needed' | 'used'
  terms?: RouteTerms
}

/** What a route takes and gives, for whoever describes it. */
export interface RouteTerms {
  /** One English line. */
  summary?: string
  params?: z.ZodType
  query?: z.ZodType
  body?: { schema: z.ZodType; limitBytes: number }
  answer?: z.ZodType
  /** Status of the answer where it is not 200, or 204 of one without a body. */
  status?: number
  /** Codes the handler refuses with, beyond those of its guards and of a bad body. */
  refusals?: readonly AnyRefusalCode[]
}
