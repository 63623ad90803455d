/** The text of a file, or why there is none: definitions are UTF-8. `line` is that of the first byte that is not. */
export function readText(
  bytes: Uint8Array,
): { text: string } | { line: number; expected: string; todo: string } {
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
  if (utf16) return { line: 1, expected: 'UTF-8 编码的文件（这是 UTF-16）', todo: '用编辑器另存为 UTF-8' }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch {
    return {
      line: lineOfFault(bytes),
      expected: 'UTF-8 编码的文件（这可能是 GBK，即 ANSI）',
      todo: '用编辑器另存为 UTF-8，内容不用改',
    }
  }
}

function lineOfFault(bytes: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let line = 1
  for (let from = 0; from < bytes.length; line += 1) {
    const end = bytes.indexOf(0x0a, from)
    const to = end < 0 ? bytes.length : end + 1
    try {
      decoder.decode(bytes.subarray(from, to))
    } catch {
      return line
    }
    from = to
  }
  return line
}
