/** By character: what GB 18030 writes it as, found by reading all there is. Node reads it and does not write it. */
let known: Map<string, number[]> | null = null

function bytesByCharacter(): Map<string, number[]> {
  const decoder = new TextDecoder('gb18030')
  const found = new Map<string, number[]>()
  function note(bytes: number[]): void {
    const text = decoder.decode(Uint8Array.from(bytes))
    if (text.length === 1 && text !== '\ufffd' && !found.has(text)) found.set(text, bytes)
  }
  for (let first = 0x81; first <= 0xfe; first++) {
    for (let second = 0x40; second <= 0xfe; second++) if (second !== 0x7f) note([first, second])
  }
  // The rest of the first plane stands in four bytes.
  for (let at = 0; at < 39_420; at++) note(fourBytes(at))
  return found
}

function fourBytes(at: number): number[] {
  const [first, second, third] = [
    Math.floor(at / 12_600),
    Math.floor(at / 1_260) % 10,
    Math.floor(at / 10) % 126,
  ]
  return [0x81 + first, 0x30 + second, 0x81 + third, 0x30 + (at % 10)]
}

/** Where the planes above the first begin. */
const above = 189_000

/** A text as Excel on a Chinese Windows writes it. */
export function gb18030(text: string): Buffer {
  known ??= bytesByCharacter()
  const bytes: number[] = []
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    if (code < 0x80) bytes.push(code)
    else if (code > 0xffff) bytes.push(...fourBytes(above + code - 0x10000))
    else bytes.push(...(known.get(character) ?? [0x3f]))
  }
  return Buffer.from(bytes)
}
