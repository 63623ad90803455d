import { createConfig, lintFromString } from '@redocly/openapi-core'
import openapiTypescript, { astToString } from 'openapi-typescript'
import ts from 'typescript'
import { beforeAll, describe, expect, it } from 'vitest'
import { contract } from '../contract.ts'
import { describeApi } from './openapi.ts'

/** What an outside generator makes of the description. */
const generate = async (api: object) => astToString(await openapiTypescript(JSON.stringify(api)))

/** What is no OpenAPI 3.1 in it: its structure, and names that lead nowhere. */
async function wrongIn(api: object): Promise<string[]> {
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
function faultsOf(types: string, user: string): string[] {
  const files = new Map([
    ['/api.ts', types],
    ['/user.ts', user],
  ])
  const options = { strict: true, noEmit: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext }
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

let types: string
beforeAll(async () => {
  types = await generate(describeApi(contract))
}, 60_000)

describe('the description of the API, read by those who know nothing of us', { timeout: 60_000 }, () => {
  it('gives types that compile, and say what goes in and what comes out', () => {
    const user = `
import type { operations, components } from './api'
export const picture: components['schemas']['Picture'] = {
  name: 'media:x', type: 'png', width: 1, height: 2, sizeBytes: 3, address: '/media/x',
}
export const query: operations['media.upload']['parameters']['query'] = { for: 'chat' }
export type Sent = operations['content.test']['requestBody']['content']['application/json']
export const sent: Sent = { structure: { message: 'm' }, channel: 'sms' }
`
    expect(faultsOf(types, user)).toEqual([])
  })

  it('and they refuse what the API refuses', () => {
    const user = `
import type { operations, components } from './api'
export const query: operations['media.upload']['parameters']['query'] = { for: 'fax' }
export const kind: components['schemas']['Picture']['type'] = 'svg'
`
    expect(faultsOf(types, user)).toHaveLength(2)
  })

  it('has an operation for each of the contract', () => {
    for (const [resource, all] of Object.entries(contract))
      for (const operation of Object.keys(all)) expect(types).toContain(`"${resource}.${operation}"`)
  })

  it('holds to OpenAPI 3.1, as its own checker reads that', async () => {
    expect(await wrongIn(describeApi(contract))).toEqual([])
  })

  it('and would be told what does not', async () => {
    const api = describeApi(contract) as { paths: Record<string, unknown> }
    const wrong = { ...api, paths: { ...api.paths, '/api/v1/x': { get: { parameters: [{ name: 1 }] } } } }
    expect(await wrongIn(wrong)).not.toEqual([])
    const lost = JSON.stringify(api).replaceAll('#/components/schemas/Picture', '#/components/schemas/Gone')
    expect(await wrongIn(JSON.parse(lost))).not.toEqual([])
  })
})
