import type { z } from 'zod'
import type { Contract } from './contract.ts'

// The contract read by the page: types alone cross from the server, so no schema is in the bundle.

type Resources = { [R in keyof Contract]: Contract[R][keyof Contract[R]] }
type Operation = Resources[keyof Resources]

/** `session.me`: the name of an operation, and of the right to call it. */
export type OperationName = {
  [R in keyof Contract]: `${R & string}.${keyof Contract[R] & string}`
}[keyof Contract]

export type Method = Operation['method']
export type PathOf<M extends Method> = Extract<Operation, { method: M }>['path']
type At<M extends Method, P> = Extract<Operation, { method: M; path: P }>

type Given<O, Part extends string> = O extends { [K in Part]: infer S extends z.ZodType } ? z.input<S> : never
type Parts<O> = {
  [Part in 'params' | 'query' | 'body' as O extends { [K in Part]: z.ZodType } ? Part : never]: Given<O, Part>
}
/** What must be handed over: nothing where there are no parts. */
export type InputOf<M extends Method, P> = Parts<At<M, P>>

export type AnswerOf<M extends Method, P> =
  At<M, P> extends { answer: infer S extends z.ZodType } ? z.output<S> : never

export type Me = AnswerOf<'get', '/me'>
