import { type Document, isCollection, isPair, isScalar, type Scalar, visit, type YAMLError } from 'yaml'

/** Something wrong with the text itself; `offset` is where. Texts are zh-CN. */
export interface TextFault {
  offset: number
  expected: string
  todo: string
}

/** By the code of the YAML library; what it says itself is English and about its grammar. */
const errors: Partial<Record<YAMLError['code'], { expected: string; todo: string }>> = {
  BAD_ALIAS: { expected: '有定义的 * 引用', todo: '去掉 *，或把这个值放进引号' },
  BAD_DQ_ESCAPE: { expected: '双引号里认得的转义', todo: '反斜杠写成 \\\\，或改用单引号' },
  BAD_INDENT: {
    expected: '对齐的缩进，成对的括号',
    todo: '同一层的各项左边对齐；检查 [ ] 和 { } 是否都写全',
  },
  BAD_SCALAR_START: {
    expected: '不以 @、`、% 开头的值',
    todo: '把这个值放进英文引号',
  },
  BLOCK_AS_IMPLICIT_KEY: {
    expected: '一行一个“名称: 值”',
    todo: '值里有冒号就放进英文引号；下一层的内容另起一行并缩进',
  },
  BLOCK_IN_FLOW: { expected: '{ } 里的各项用英文逗号隔开', todo: '检查这一行的逗号和括号' },
  DUPLICATE_KEY: { expected: '每个名称只写一次', todo: '删去重复的一项，或改名' },
  MISSING_CHAR: { expected: '成对的引号和括号，名称后有冒号', todo: '补上缺少的引号、括号或冒号' },
  MULTILINE_IMPLICIT_KEY: { expected: '名称后面有英文冒号和空格', todo: '写成“名称: 值”，检查这一行的冒号' },
  TAB_AS_INDENT: { expected: '用空格缩进', todo: '把制表符（Tab）换成两个空格' },
  UNEXPECTED_TOKEN: { expected: '一行一个“名称: 值”', todo: '检查这一行的引号、冒号和缩进' },
}

/** What is wrong with the YAML of one document, full-width punctuation first, for it explains the rest. [] when it can be read. */
export function textFaults(document: Document.Parsed, text: string): TextFault[] {
  const wide = fullWidth(document, text)
  if (wide.length > 0) return wide
  // One slip makes the parser stumble again and again over what follows: the first error tells.
  return document.errors.slice(0, 1).map(({ code, pos: [offset] }) => {
    const known = errors[code] ?? { expected: '能读的 YAML', todo: `检查缩进、引号和冒号（${code}）` }
    return { offset, ...known }
  })
}

type Place = 'name' | 'inBraces' | 'inList' | 'value'

/** Where a full-width mark can be no part of the content. */
const meantAsYaml: Record<Place, RegExp> = {
  name: /[：，]/,
  inList: /，|(?<=^[A-Za-z][\w-]*\s*)：/,
  inBraces: /，(?=\s*[A-Za-z][\w-]*\s*[：:])/,
  value: /(?<=^[A-Za-z][\w-]*)：(?=\s|$)/,
}

const halfOf: Record<string, string> = { '：': '英文冒号加空格', '，': '英文逗号加空格' }

/**
 * Full-width punctuation that was meant as YAML: in a name, between the items of a list or set in brackets, or as the quotes
 * around a value. In quoted text and in plain sentences it is what the author wants.
 */
function fullWidth(document: Document.Parsed, text: string): TextFault[] {
  const faults: TextFault[] = []
  const look = (scalar: Scalar, place: Place): void => {
    if (scalar.type !== 'PLAIN' || !scalar.range) return
    const [from, to] = scalar.range
    const written = text.slice(from, to)
    const mark = written.search(meantAsYaml[place])
    if (/^[“”‘’＂＇]/.test(written) && (place === 'name' || /[“”‘’＂＇]$/.test(written))) {
      faults.push({
        offset: from,
        expected: `英文引号（这里是全角引号 ${written[0]}）`,
        todo: '两头都改成英文引号 "；引号属于内容时，在外面再加一对英文引号',
      })
    } else if (mark >= 0) {
      const char = written[mark] ?? ''
      faults.push({
        offset: from + mark,
        expected: `${halfOf[char]}（这里是全角的 ${char}）`,
        todo: `把 ${char} 改成英文标点；它属于内容时，把整个值放进英文引号`,
      })
    }
  }
  visit(document, (key, node, path) => {
    if (!isScalar(node)) return
    const inBrackets = path.findLast((outer) => isCollection(outer))?.flow === true
    if (isPair(path.at(-1))) look(node, key === 'key' ? 'name' : inBrackets ? 'inBraces' : 'value')
    else look(node, inBrackets ? 'inList' : 'value')
  })
  // A text that is one single value has no name at all.
  if (isScalar(document.contents) && faults.length === 0) look(document.contents, 'name')
  return faults.slice(0, 1)
}
