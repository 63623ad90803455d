import { createInterface } from 'node:readline/promises'
import type { Plan } from './command.ts'
import { Refusal } from './refusal.ts'

/** The terminal a person sits at, if one does. */
export interface Terminal {
  isInteractive: boolean
  say(line: string): void
  /** What they typed. */
  ask(question: string): Promise<string>
}

/** Returns once the plan is agreed to: beforehand by `--yes`, or now by somebody at the terminal. */
export async function confirm(plan: Plan, agreed: boolean, terminal: Terminal): Promise<void> {
  if (agreed || terminal.isInteractive) for (const line of plan.lines) terminal.say(line)
  if (agreed) return
  if (!terminal.isInteractive) {
    throw new Refusal(
      'unconfirmed',
      [...plan.lines, '', '没有终端可以确认，什么都没有做：确认无误后加上 --yes'],
      {
        would: plan.json,
      },
    )
  }
  const answer = await terminal.ask('继续吗？(y/N) ')
  if (!/^(y|yes|是|好)$/i.test(answer.trim())) {
    throw new Refusal('declined', ['已取消，什么都没有做'], { would: plan.json })
  }
}

/** That of the process; questions go to stderr. */
export function processTerminal(): Terminal {
  return {
    isInteractive: process.stdin.isTTY === true && process.stdout.isTTY === true,
    say: (line) => void process.stdout.write(`${line}\n`),
    async ask(question) {
      const asking = createInterface({ input: process.stdin, output: process.stderr })
      try {
        return await asking.question(question)
      } finally {
        asking.close()
      }
    },
  }
}
