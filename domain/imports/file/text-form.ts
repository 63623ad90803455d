import { SheetError } from '../../spreadsheet/sheet-error.ts'

export const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'gb18030'] as const
export type Encoding = (typeof encodings)[number]

/** The bytes of a file, from its beginning each time it is asked. */
export type Bytes = () => AsyncIterable<Uint8Array>

/** How the text of a file is written. */
export interface TextForm {
  encoding: Encoding
  /** It begins with a byte order mark. */
  marked: boolean
}

const headBytes = 4_096
/** What is read at once: all its rows are there before the first is taken, and a part of a file has ten thousand. */
const pieceBytes = 32 * 1024

/**
 * Finds how a text is written by reading all of it: what its mark says, else UTF-8 where every byte of it is, else GB 18030 where every
 * byte of it is. Nothing is guessed from a part: one character far down would be another one.
 * @throws SheetError for what is no text
 */
export async function findTextForm(bytes: Bytes): Promise<TextForm> {
  const head = await headOf(bytes)
  refuseBinary(head)
  const form = formOfHead(head)
  if (form !== null) {
    if (!(await isAll(bytes, form.encoding)))
      throw new SheetError(`文件开头写着是 ${form.encoding}，内容却不是：在 Excel 里另存为「CSV UTF-8」再试`)
    return form
  }
  for (const encoding of ['utf-8', 'gb18030'] as const) {
    if (await isAll(bytes, encoding)) return { encoding, marked: false }
  }
  throw new SheetError('看不懂这个文件的文字编码：在 Excel 里另存为「CSV UTF-8」再试')
}

/** The text of a file piece by piece, without its mark. @throws SheetError where it is not what its form says */
export async function* textOf(bytes: Bytes, { encoding }: TextForm): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  for await (const chunk of bytes()) {
    for (let at = 0; at < chunk.length; at += pieceBytes)
      yield decoder.decode(chunk.subarray(at, at + pieceBytes), { stream: true })
  }
  yield decoder.decode()
}

async function isAll(bytes: Bytes, encoding: Encoding): Promise<boolean> {
  try {
    for await (const text of textOf(bytes, { encoding, marked: false })) {
      // No table has one; a program's own format does.
      if (text.includes('\0')) throw new SheetError(notText)
    }
    return true
  } catch (error) {
    if (error instanceof TypeError) return false
    throw error
  }
}

async function headOf(bytes: Bytes): Promise<Buffer> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const chunk of bytes()) {
    parts.push(chunk)
    length += chunk.length
    if (length >= headBytes) break
  }
  if (length === 0) throw new SheetError('这个文件是空的')
  return Buffer.concat(parts).subarray(0, headBytes)
}

function formOfHead(head: Buffer): TextForm | null {
  if (head.subarray(0, 3).toString('hex') === 'efbbbf') return { encoding: 'utf-8', marked: true }
  const mark = head.subarray(0, 2).toString('hex')
  if (mark === 'fffe') return { encoding: 'utf-16le', marked: true }
  if (mark === 'feff') return { encoding: 'utf-16be', marked: true }
  // Without a mark UTF-16 shows by the zeros beside what is ASCII: delimiters, digits, ends of lines.
  const zeros = [0, 0]
  for (const [at, byte] of head.entries()) if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1
  const [even = 0, odd = 0] = zeros
  const few = head.length / 20
  if (odd > few && even === 0) return { encoding: 'utf-16le', marked: false }
  if (even > few && odd === 0) return { encoding: 'utf-16be', marked: false }
  return null
}

const notText = '这不是表格文件：请上传 CSV 或 .xlsx'
const signatures = ['25504446', '89504e47', 'ffd8ff', '47494638', '1f8b08', '52617221', '377abcaf']

function refuseBinary(head: Buffer): void {
  const hex = head.subarray(0, 8).toString('hex')
  if (hex.startsWith('d0cf11e0'))
    throw new SheetError('这是旧的 .xls，或是有密码的文件：在 Excel 里另存为没有密码的 .xlsx')
  if (signatures.some((signature) => hex.startsWith(signature))) throw new SheetError(notText)
}
