import type { StoryLine } from './protocol.ts'
import { sentences } from './sentences.ts'
import { localTime, type Names } from './words.ts'

/** Whether the story has words for an event. */
export const hasWords = ({ name }: { name: string }): boolean => Object.hasOwn(sentences, name)

export interface Teller {
  /** Notes a line; it is printed by `catchUp`. */
  tell(line: StoryLine): void
  /** Prints what was noted, in order: call it when all that belongs to the moment has been heard. */
  catchUp(): void
  say(line: string): void
}

/** Prints the story, one line an event, a heading a day; within a minute person by person, causes before effects. */
export function createTeller(print: (line: string) => void, names: Names): Teller {
  /** ISO; the last that was headed. */
  let day = ''
  let noted: StoryLine[] = []
  const nicknames = new Map<string, string>()

  function inOrder(lines: StoryLine[]): StoryLine[] {
    const minute = ({ at }: StoryLine) => at.slice(0, 'yyyy-mm-ddThh:mm'.length)
    const people = [...new Set(lines.map(({ customerId }) => customerId))]
    return lines.sort(
      (a, b) =>
        minute(a).localeCompare(minute(b)) ||
        people.indexOf(a.customerId) - people.indexOf(b.customerId) ||
        rankOf(a) - rankOf(b),
    )
  }

  /** The heading of a new day, and the line. What is told late, like old orders, names its day: the story goes on where it is. */
  function printLine(at: string, sentence: string): void {
    const local = localTime(at)
    const date = local.toFormat('yyyy-MM-dd')
    if (date < day) {
      print(`${local.toFormat('M月d日 HH:mm')}  ${sentence}`)
      return
    }
    if (date > day) {
      day = date
      print(`\n── ${local.toFormat('M月d日 cccc')} ──`)
    }
    print(`${local.toFormat('HH:mm')}  ${sentence}`)
  }

  return {
    tell(line) {
      // A newcomer is welcomed before WeCom has told the name; the story may know it by the time it is told.
      if (line.nickname) nicknames.set(line.customerId, line.nickname)
      noted.push(line)
    },
    catchUp() {
      const spoken: { at: string; customerId: string; sentence: string; times: number }[] = []
      for (const { at, name, customerId, props } of inOrder(noted)) {
        const words = sentences[name]?.(props, names, at)
        if (!words) continue
        const sentence = `${nicknames.get(customerId) ?? '新客户'}  ${words}`
        const last = spoken.at(-1)
        if (last?.customerId === customerId && last.sentence === sentence) last.times += 1
        else spoken.push({ at, customerId, sentence, times: 1 })
      }
      noted = []
      for (const { at, sentence, times } of spoken) {
        printLine(at, times > 1 ? `${sentence} ×${times}` : sentence)
      }
    },
    say: print,
  }
}

const order = Object.keys(sentences)
const rankOf = ({ name }: StoryLine): number => order.indexOf(name)
