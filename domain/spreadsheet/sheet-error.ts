/** Why a file cannot be read; `message` is for the person who chose it (zh-CN). */
export class SheetError extends Error {
  override readonly name = 'SheetError'
}
