/** One group of header-like fields; names in lower case, values unfolded. The first of a name counts. */
export type Fields = ReadonlyMap<string, string>

const mostLines = 2_000
const longestValue = 2_000

/**
 * Groups of fields divided by blank lines, as delivery status, feedback reports and returned headers are written (RFC 3464
 * §2.1.2). Lines that are no fields are passed over, groups without any are left out.
 */
export function fieldGroups(text: string): Fields[] {
  const groups: Map<string, string>[] = []
  let group = new Map<string, string>()
  let name = ''
  const close = () => {
    if (group.size > 0) groups.push(group)
    group = new Map()
    name = ''
  }
  for (const line of text.split(/\r\n|\r|\n/, mostLines)) {
    if (line.trim() === '') close()
    else if (/^[ \t]/.test(line)) append(group, name, line.trim())
    else name = begin(group, line)
  }
  close()
  return groups
}

function begin(group: Map<string, string>, line: string): string {
  const colon = line.indexOf(':')
  const name = line.slice(0, Math.max(colon, 0)).trim().toLowerCase()
  if (name === '' || name.includes(' ') || group.has(name)) return ''
  group.set(name, line.slice(colon + 1, colon + 1 + longestValue).trim())
  return name
}

function append(group: Map<string, string>, name: string, more: string): void {
  const before = group.get(name)
  if (before !== undefined) group.set(name, `${before} ${more}`.slice(0, longestValue))
}
