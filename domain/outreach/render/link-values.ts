import { miniprogramPage, pageWithCode } from '../content/link-target.ts'
import type { RenderInput } from './render-input.ts'

/** Links as the code alone: an approved SMS text already holds the domain. */
export function linkCodes(input: RenderInput): Record<string, string> {
  return input.codes
}

/** Links as whole short addresses. */
export function linkAddresses(input: RenderInput): Record<string, string> {
  return mapLinks(input, (name) => `${input.settings.publicUrl}/r/${input.codes[name]}`)
}

/** Links as the mini-program opens them: its own pages directly, carrying the code; others as short addresses. */
export function linkPages(input: RenderInput): Record<string, string> {
  return mapLinks(input, (name) => {
    const page = miniprogramPage(input.targets[name] ?? '')
    const code = input.codes[name] ?? ''
    return page === null ? `${input.settings.publicUrl}/r/${code}` : pageWithCode(page, code)
  })
}

function mapLinks(input: RenderInput, present: (name: string) => string): Record<string, string> {
  return Object.fromEntries(Object.keys(input.targets).map((name) => [name, present(name)]))
}
