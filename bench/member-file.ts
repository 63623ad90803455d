const header = '手机号,会员号,姓名,同意短信营销,同意时间,同意文本,同意证据\r\n'

/** Each as long as the other, so that the length of a file is known before it is written. */
const rowOf = (at: number): string =>
  `${13_000_000_000 + at},M${String(at).padStart(9, '0')},韩梅梅,是,2024-03-05 14:30,会员条款 v3,签字单\r\n`
const headerBytes = Buffer.byteLength(header)
const rowBytes = Buffer.byteLength(rowOf(0))
const rowsAtOnce = 5_000

export const memberFileBytes = (rows: number): number => headerBytes + rows * rowBytes

/** A file of so many members, all of whom may be texted, piece by piece. */
export function* memberFile(rows: number): Generator<Buffer> {
  yield Buffer.from(header)
  for (let first = 0; first < rows; first += rowsAtOnce) {
    const count = Math.min(rowsAtOnce, rows - first)
    yield Buffer.from(Array.from({ length: count }, (_, at) => rowOf(first + at)).join(''))
  }
}
