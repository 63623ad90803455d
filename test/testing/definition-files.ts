import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'
import type { DemoStaff } from '../../sandbox/demo/people.ts'
import { copyTemplates } from './copy-templates.ts'

export interface DefinitionFiles {
  templates: string
  staffFile: string
  remove(): Promise<void>
}

/**
 * The starter templates, or with `only` none of them, with further definitions beside them, and a sales team: files a
 * Kelu can be started on.
 */
export async function definitionFiles(input: {
  staff: readonly DemoStaff[]
  definitions?: readonly object[]
  only?: boolean
  /** Which of the starter journeys; those of leads and sleeping members when left out. */
  journeys?: readonly string[]
}): Promise<DefinitionFiles> {
  const folder = await mkdtemp(join(tmpdir(), 'kelu files '))
  const templates = join(folder, 'templates')
  if (input.only) await mkdir(templates)
  else await copyTemplates(templates, input.journeys)
  const documents = (input.definitions ?? []).map((definition) => stringify(definition))
  if (documents.length > 0) await writeFile(join(templates, 'more.yaml'), documents.join('---\n'))
  const staffFile = join(folder, 'staff.yaml')
  await writeFile(staffFile, stringify(input.staff.map(({ reachable: _, ...entry }) => entry)))
  return { templates, staffFile, remove: () => rm(folder, { recursive: true, force: true }) }
}
