/** What Node is told besides a start-up file: a bundled one runs as it is. */
export function loaderFor(startFile: string): string[] {
  return startFile.endsWith('.ts') ? ['--import', 'tsx'] : []
}
