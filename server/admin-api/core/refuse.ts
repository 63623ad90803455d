/** Where the fault is: a field of the body (`name`, `steps.2.wait`) and one sentence about it. */
export type Places = Record<string, string>

/** A refusal in words of its own. `code` is stable, `message` a sentence people read. */
export class AdminRefusal extends Error {
  override readonly name = 'AdminRefusal'
  constructor(
    readonly status: 400 | 401 | 403 | 404 | 409 | 410 | 413 | 415 | 422 | 429 | 503,
    readonly code: string,
    override readonly message: string,
    readonly places: Places = {},
  ) {
    super(message)
  }
}
