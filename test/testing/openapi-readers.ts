import { createConfig, lintFromString } from '@redocly/openapi-core'
import openapiTypescript, { astToString } from 'openapi-typescript'
import ts from 'typescript'

// The description of an API, read by those who know nothing of us.

/** What an outside generator makes of the description. */
export const generateTypes = async (api: object) => astToString(await openapiTypescript(JSON.stringify(api)))

/** What is no OpenAPI 3.1 in it: its structure, and names that lead nowhere. */
export async function wrongInOpenapi(api: object): Promise<string[]> {
  const rules = {
    struct: 'error',
    'no-unresolved-refs': 'error',
    'operation-operationId-unique': 'error',
  } as const
  const config = await createConfig({ rules })
  const found = await lintFromString({ source: JSON.stringify(api), config })
  return found.map(({ message, location }) => `${location[0]?.pointer} ${message}`)
}

/** What the compiler has to say about a file beside the generated types. */
export function faultsOfUser(types: string, user: string): string[] {
  const files = new Map([
    ['/api.ts', types],
    ['/user.ts', user],
  ])
  const options = {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    // Without the browser's, which are most of what there is to read.
    lib: ['lib.es2022.d.ts'],
    types: [],
  }
  const host = ts.createCompilerHost(options)
  const fromDisk = host.getSourceFile
  host.getSourceFile = (name, version, ...rest) => {
    const text = files.get(name)
    return text === undefined ? fromDisk(name, version, ...rest) : ts.createSourceFile(name, text, version)
  }
  host.fileExists = (name) => files.has(name) || ts.sys.fileExists(name)
  host.readFile = (name) => files.get(name) ?? ts.sys.readFile(name)
  const program = ts.createProgram([...files.keys()], options, host)
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
}
