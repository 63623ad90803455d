/** What cannot be done, said to people (zh-CN) and to programs: exit code 1. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  constructor(
    readonly code: string,
    readonly lines: string[],
    readonly data: Readonly<Record<string, unknown>> = {},
  ) {
    super(lines.join('\n'))
  }
}

/** The command line itself is wrong: exit code 2. */
export class WrongUsage extends Error {
  override readonly name = 'WrongUsage'
}
