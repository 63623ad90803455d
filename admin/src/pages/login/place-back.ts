/** Where somebody was before the log-in; anything but a place inside the page leads home. */
export function placeBack(given: unknown): string {
  return typeof given === 'string' && /^\/(?![/\\])/.test(given) ? given : '/'
}
