import { SaxesParser, type SaxesTagPlain } from 'saxes'
import { SheetError } from './sheet-error.ts'

export interface XmlListener {
  open?(name: string, attributes: Readonly<Record<string, string>>): void
  text?(text: string): void
  close?(name: string): void
}

/** Reads XML piece by piece, names without their prefix. @throws SheetError for what is no XML */
export async function readXml(chunks: AsyncIterable<Buffer>, listener: XmlListener): Promise<void> {
  const parser = new SaxesParser({})
  const decoder = new TextDecoder('utf-8')
  let fault: Error | undefined
  parser.on('error', (error) => {
    fault ??= error
  })
  // Entities would grow without bound; office programs write none.
  parser.on('doctype', () => {
    fault ??= new Error('doctype')
  })
  const bare = (name: string) => name.slice(name.indexOf(':') + 1)
  parser.on('opentag', ({ name, attributes }: SaxesTagPlain) => listener.open?.(bare(name), attributes))
  parser.on('text', (text) => listener.text?.(text))
  parser.on('cdata', (text) => listener.text?.(text))
  parser.on('closetag', ({ name }) => listener.close?.(bare(name)))
  const check = () => {
    if (fault) throw new SheetError('文件坏了，在 Excel 里另存为 .xlsx 再试', { cause: fault })
  }
  for await (const chunk of chunks) {
    parser.write(decoder.decode(chunk, { stream: true }))
    check()
  }
  parser.write(decoder.decode()).close()
  check()
}
