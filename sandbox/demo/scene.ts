/** One scene as it was played: a line for whoever reads the report, and where it is not as the rules have it. */
export interface Scene {
  line: string
  /** `what: expected, found` */
  faults: string[]
}

export interface Count {
  /** zh-CN */
  what: string
  expected: number
  found: number
}

/** What was found in one line, and every count that is not as expected. `says`: what the page says of it. */
export function scene(title: string, counts: readonly Count[], says = ''): Scene {
  return {
    line: `${title}：${counts.map(({ what, found }) => `${what} ${found}`).join('，')}${says && `。${says}`}`,
    faults: counts
      .filter(({ expected, found }) => expected !== found)
      .map(({ what, expected, found }) => `${title} · ${what}: ${expected}, ${found}`),
  }
}
