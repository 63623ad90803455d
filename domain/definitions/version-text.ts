import { stringify } from 'yaml'
import type { DefinitionVersion } from '../../models/definitions.ts'

/** A version as its author wrote it; where that was not kept, what was understood of it. */
export function textOfVersion({ text, definition }: Pick<DefinitionVersion, 'text' | 'definition'>): string {
  return text !== undefined && text !== null
    ? withoutMark(text)
    : `# 没有保存原文，以下是系统理解的内容\n${stringify(JSON.parse(definition))}`
}

/** A definition without the line that parts it from others in one file. */
export function withoutMark(text: string): string {
  return text.replace(/^---[^\n]*\n/, '')
}
