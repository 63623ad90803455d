/** One instruction: its flags (`--from=build`), and its words; `RUN` has one, its script. */
export interface Instruction {
  name: string
  flags: Record<string, string>
  words: string[]
}

export interface Stage {
  name: string | null
  from: string
  instructions: Instruction[]
}

/** Reads what our Dockerfile is written in: one line an instruction. Throws at anything else. */
export function readDockerfile(text: string): Stage[] {
  const stages: Stage[] = []
  for (const line of text.split('\n').filter((one) => one.trim() !== '' && !one.startsWith('#'))) {
    const instruction = readLine(line)
    if (instruction.name === 'FROM') {
      const [from = '', , name = null] = instruction.words
      stages.push({ name, from, instructions: [] })
    } else stages.at(-1)?.instructions.push(instruction)
  }
  return stages
}

function readLine(line: string): Instruction {
  if (line.endsWith('\\') || line.startsWith(' ')) throw new Error(`one line an instruction: ${line}`)
  const [name = '', ...rest] = line.split(' ')
  const flags: Record<string, string> = {}
  while (rest[0]?.startsWith('--')) {
    const [, flag = '', value = ''] = /^--([\w-]+)=(.*)$/.exec(rest.shift() ?? '') ?? []
    flags[flag] = value
  }
  const body = rest.join(' ')
  if (name === 'RUN') return { name, flags, words: [body] }
  if (name === 'HEALTHCHECK') return { name, flags, words: JSON.parse(body.replace(/^CMD /, '')) as string[] }
  if (body.startsWith('[')) return { name, flags, words: JSON.parse(body) as string[] }
  return { name, flags, words: rest }
}
