/** What a trait is set to, in one line: a value, `now`, `30 days from now`, `+1`; an empty line takes it away. */
export function readSetting(setting: unknown): string {
  if (setting === null || setting === undefined) return ''
  if (typeof setting !== 'object') return String(setting)
  const add: unknown = Reflect.get(setting, 'add')
  if (typeof add === 'number') return add > 0 ? `+${add}` : String(add)
  const entry: unknown = Reflect.get(setting, 'entry')
  if (typeof entry === 'string') return `entry.${entry}`
  const answer: unknown = Reflect.get(setting, 'answer')
  return typeof answer === 'string' ? `answer.${answer}` : JSON.stringify(setting)
}

/** The same as the language has it; of a number and of yes or no not as a text. */
export function writeSetting(text: string, type: string): unknown {
  const line = text.trim()
  if (line === '') return null
  const [, sign, count] = /^([+-])(\d+)$/.exec(line) ?? []
  if (type === 'number' && sign && count) return { add: Number(`${sign}${count}`) }
  const [, from, prop] = /^(entry|answer)\.(\w+)$/.exec(line) ?? []
  if (from && prop) return { [from]: prop }
  if (type === 'number' && Number.isFinite(Number(line))) return Number(line)
  if (type === 'boolean' && /^(是|否|true|false)$/.test(line)) return line === '是' || line === 'true'
  return text
}
