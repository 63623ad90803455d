import { cp } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

const templates = fileURLToPath(new URL('../../templates', import.meta.url))
/** The journeys most stories are about; others would write to the same people. */
const usualJourneys = ['lead-nurture', 'wake-sleeping-members']

/** The starter templates, of the journeys only these, and no broadcast. */
export async function copyTemplates(to: string, journeys: readonly string[] = usualJourneys): Promise<void> {
  await cp(templates, to, {
    recursive: true,
    filter(source) {
      const folder = basename(dirname(source))
      if (folder === 'journeys') return journeys.includes(basename(source, '.yaml'))
      return folder !== 'broadcasts'
    },
  })
}
