import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files that start processes of their own and take longest; left to the end they would run alone. */
const long = [
  '/test/kill/',
  '/test/demo/',
  '/test/processes/',
  '/bench/',
  '/test/group-sends/',
  '/test/contact-sync/',
  '/test/money/',
  '/test/pages/',
  '/test/stages/',
  '/test/promises/',
  '-killed.test.ts',
]

/** The usual order, with the longest files first, so that all workers are busy until the end. */
export class LongFilesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const usual = await super.sort(files)
    return usual.sort((a, b) => rank(a) - rank(b))
  }
}

function rank(file: TestSpecification): number {
  const place = long.findIndex((part) => file.moduleId.includes(part))
  return place < 0 ? long.length : place
}
