/** The whole call is refused: HTTP 200 with `Response.Error`. */
export class CallRefusal extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/** One number is refused: an entry of SendStatusSet. */
export class NumberRefusal extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/** The fields an action has, each with what it must be; others are not known. */
export type Fields = Record<string, { is: (value: unknown) => boolean; needed?: true }>

export const isText = (value: unknown): value is string => typeof value === 'string'
export const isCount = (value: unknown): value is number => Number.isInteger(value) && Number(value) >= 0
export const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText)
export const isCounts = (value: unknown): value is number[] => Array.isArray(value) && value.every(isCount)

/**
 * The platform checks names and types before anything else.
 * @throws CallRefusal MissingParameter, UnknownParameter, InvalidParameter
 */
export function checkFields(given: Record<string, unknown>, fields: Fields): void {
  for (const [name, { needed }] of Object.entries(fields)) {
    if (needed && given[name] === undefined) {
      throw new CallRefusal('MissingParameter', `The request is missing a required parameter \`${name}\`.`)
    }
  }
  for (const [name, value] of Object.entries(given)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (!field) throw new CallRefusal('UnknownParameter', `The parameter \`${name}\` is not recognized.`)
    if (!field.is(value))
      throw new CallRefusal('InvalidParameter', `The value type of parameter \`${name}\` is not valid.`)
  }
}
