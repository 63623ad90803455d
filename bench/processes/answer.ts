/** Questions a child of the bench answers, by name. */
export type Answers = Record<string, (input: never) => unknown>

/** The child's side of `startChild`: answers one question after the other is asked, and ends with its parent. */
export function answer(answers: Answers): void {
  process.on('message', async ({ number, what, input }: { number: number; what: string; input: never }) => {
    try {
      const asked = answers[what]
      if (!asked) throw new Error(`nobody here answers ${what}`)
      process.send?.({ number, value: await asked(input) })
    } catch (error) {
      process.send?.({ number, error: error instanceof Error ? error.stack : String(error) })
    }
  })
  process.once('disconnect', () => process.exit(0))
  process.send?.({ ready: true })
}
