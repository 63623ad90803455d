import { z } from 'zod'
import { asNumber, type BsonDocument, type BsonValue, isDocument, typeName } from '../bson/value.ts'
import { CommandError } from '../errors.ts'
import type { Scans } from '../query/scan.ts'
import type { Catalog } from '../store/catalog.ts'
import type { Copies } from '../store/copies.ts'
import type { Environment } from '../store/environment.ts'
import type { Records } from '../store/records.ts'
import type { Reply } from '../wire/message.ts'
import type { Cursors } from './cursors.ts'

/** What the commands work with. */
export interface Store {
  env: Environment
  catalog: Catalog
  records: Records
  scans: Scans
  cursors: Cursors
  /** Of its data file, for as long as it serves. */
  copies: Copies
}

export interface Call {
  database: string
  /** What stands behind the command's name: for most commands the collection. */
  target: BsonValue
  /** In `performance.now()` milliseconds. */
  deadline: number | undefined
}

export type Command = (name: string, body: BsonDocument, store: Store) => Promise<Reply> | Reply

/** A type of option: what `read` makes of a value, which it refuses by undefined; `name` is for refusals. */
function optionType<T>(name: string, read: (given: BsonValue) => T | undefined) {
  return z.transform((given: unknown, { issues }): T => {
    const value = given === undefined ? undefined : read(given as BsonValue)
    if (value === undefined) issues.push({ code: 'custom', message: name, input: given })
    return value as T
  })
}

export const value = optionType('any', (given) => given)
export const anything = value.optional()
export const document = optionType('object', (given) => (isDocument(given) ? given : undefined))
export const documents = z.array(document, 'array')
export const text = z.string('string')
/** `true`/`false` or 1/0. */
export const flag = optionType('bool', (given) => {
  if (typeof given === 'boolean') return given
  const number = asNumber(given)
  return number === undefined ? undefined : number !== 0
}).optional()
/** A whole number from 0. */
export const whole = optionType('long', asNumber)
  .refine((number) => Number.isSafeInteger(number) && number >= 0, refusal(51024, 'value must be >= 0'))
  .optional()

/** For `refine`: what is refused with a code of its own. */
export function refusal(code: number, message: string): { error: string; params: { code: number } } {
  return { error: message, params: { code } }
}

/** Everything acknowledged is on disk, so every write concern of a standalone is met; others are refused. */
export const writeConcern = z
  .strictObject({ w: anything, j: flag, fsync: flag, wtimeout: whole, wtimeoutMS: whole })
  .refine(
    ({ w }) => w === undefined || w === 'majority' || [0, 1].includes(asNumber(w) ?? Number.NaN),
    refusal(2, "cannot use 'w' > 1 when a host is not replicated"),
  )
  .optional()

export const readConcern = z
  .strictObject({ level: text.optional() })
  .refine(({ level = 'local' }) => ['local', 'available', 'majority'].includes(level), {
    error: ({ input }) =>
      `readConcern level '${(input as { level: string }).level}' is not supported by the embedded store`,
    params: { code: 115 },
  })
  .optional()

/** The `cursor: {batchSize}` of the listing commands. */
export const cursorOption = z
  .strictObject({ batchSize: whole })
  .default({ batchSize: undefined })
  .transform(({ batchSize = Number.POSITIVE_INFINITY }) => ({ batchSize }))

/** What every command may carry besides its own options. Sessions are accepted and mean nothing on a standalone. */
const envelope = {
  $db: text,
  lsid: document.optional(),
  comment: anything,
  $readPreference: z.strictObject({ mode: text }).optional(),
  maxTimeMS: whole,
  txnNumber: anything.refine(
    (number) => number === undefined,
    refusal(20, 'Transaction numbers are only allowed on a replica set member or mongos'),
  ),
}

/**
 * A command with the options it allows. Whatever is not among them, nested or not, is refused (40415), so that nothing
 * is ever ignored; so is what has the wrong type (14).
 */
export function command<Options extends z.ZodRawShape>(
  options: Options,
  run: (options: z.output<z.ZodObject<Options>>, call: Call, store: Store) => Promise<Reply> | Reply,
): Command {
  const common = z.object(envelope)
  const schema = z.strictObject({ ...envelope, ...options })
  return (name, { [name]: target, ...rest }, store) => {
    const parsed = parse(schema, name, rest)
    const { $db, maxTimeMS } = parsed as z.output<typeof common>
    const deadline = maxTimeMS ? performance.now() + maxTimeMS : undefined
    return run(parsed as z.output<z.ZodObject<Options>>, { database: $db, target: target!, deadline }, store)
  }
}

/** A command on the collection it names. */
export function collectionCommand<Options extends z.ZodRawShape>(
  options: Options,
  run: (
    options: z.output<z.ZodObject<Options>>,
    call: Call & { namespace: string },
    store: Store,
  ) => Promise<Reply> | Reply,
): Command {
  return command(options, (parsed, call, store) => {
    if (typeof call.target !== 'string') throw new CommandError(14, 'the collection name must be a string')
    return run(parsed, { ...call, namespace: `${call.database}.${call.target}` }, store)
  })
}

function parse<T>(schema: z.ZodType<T>, name: string, options: BsonDocument): T {
  const result = schema.safeParse(options, { reportInput: true })
  if (result.success) return result.data
  throw refusalOf(name, result.error.issues[0]!)
}

function refusalOf(name: string, issue: z.core.$ZodIssue): CommandError {
  const field = [name, ...issue.path.filter((part) => typeof part === 'string')].join('.')
  if (issue.code === 'unrecognized_keys') {
    return new CommandError(
      40415,
      `BSON field '${field}.${issue.keys[0]}' is an unknown field: the embedded store does not support it`,
    )
  }
  if (issue.code === 'custom' && issue.params?.code !== undefined)
    return new CommandError(issue.params.code as number, `BSON field '${field}': ${issue.message}`)
  if (issue.input === undefined)
    return new CommandError(14, `BSON field '${field}' is missing but a required field`)
  const found = typeName(issue.input as BsonValue)
  return new CommandError(
    14,
    `BSON field '${field}' is the wrong type '${found}', expected type '${issue.message}'`,
  )
}
