import { z } from 'zod'
import type { KeyScope } from '../../../domain/api-keys/key-scopes.ts'
import type { Caller, MemberCaller } from '../../../domain/members/caller.ts'
import type { Role } from '../../../domain/members/roles.ts'

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'

/** What an operation of the API takes, gives, and who may call it. */
export interface Terms {
  method: Method
  /** Below `/api/v1`; parameters as `{id}`. */
  path: `/${string}`
  /** One English line, for the description of the API. */
  summary: string
  /** `anybody` needs no log-in; none = only systems with a key. */
  roles: readonly Role[] | 'anybody'
  /** What a key must have been given to call it; without one, no key may. */
  scope?: KeyScope
  /** A POST that changes nothing: what it asks by must not stand in an address. Its answers are not kept for repeats. */
  readsOnly?: true
  params?: z.ZodType
  query?: z.ZodType
  body?: z.ZodType
  /** Largest body in bytes; 64 KB unless said. */
  bodyBytes?: number
  /** The body is a file, said to be of one of these types; JSON unless said. None that a form of another site can send. */
  fileTypes?: readonly (`image/${string}` | `application/vnd.${string}`)[]
  /** What leaves: a field it does not name does not. */
  answer: z.ZodType
  /** The answer is no JSON but a file of this type: a `FileAnswer`. */
  answersFile?: `text/${string}` | `application/vnd.${string}`
}

/** A file somebody takes along, told piece by piece so that none is too large. */
export interface FileAnswer {
  name: string
  pieces: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>
}

/** As the answer of an operation that gives a file. */
export const fileAnswer = z.custom<FileAnswer>()

/** Operations by resource: `customers.silences` is the name of an operation, and of the right to call it. */
export type ContractTable = Record<string, Record<string, Terms>>

/** One row of the contract; paths, methods and roles stay literal for whoever reads its type. */
export function endpoint<const T extends Terms>(terms: T): T {
  return terms
}

/** The browser at the other end, for the few operations that are about it. */
export interface Client {
  address: string
  /** What it calls itself, cut short. */
  agent: string
  /** Id of the session this request came with. */
  sessionId: string | null
  /** Gives it a session from now on. */
  signIn(token: string): void
  /** Takes its session away. */
  signOut(): void
}

type Read<T extends Terms, Part extends 'params' | 'query' | 'body'> =
  T[Part] extends z.ZodType<infer Value> ? Value : undefined

/** What a handler is given: checked, and by somebody who may. */
export interface Asked<T extends Terms> {
  params: Read<T, 'params'>
  query: Read<T, 'query'>
  body: Read<T, 'body'>
  caller: T['roles'] extends 'anybody'
    ? MemberCaller | null
    : T extends { scope: KeyScope }
      ? Caller
      : MemberCaller
  client: Client
  /** This request: another one for each, and the same for one that is asked again under its Idempotency-Key. */
  once: string
}

type Answer<T extends Terms> = z.input<T['answer']>

export type Handler<T extends Terms> = (asked: Asked<T>) => Answer<T> | Promise<Answer<T>>

/** One handler per operation of a resource: `const handlers: Handlers<typeof customers> = …`. */
export type Handlers<R extends Record<string, Terms>> = { [Operation in keyof R]: Handler<R[Operation]> }

/** The handlers of all resources: a forgotten one does not compile. */
export type AllHandlers<C extends ContractTable> = { [Resource in keyof C]: Handlers<C[Resource]> }
