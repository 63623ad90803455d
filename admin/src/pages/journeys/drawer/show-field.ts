/**
 * Brings the field of a form that a dotted place is in to where it is seen, and puts the keyboard there. A place may be shorter
 * than that of its fields (`waitFor`: the first of them), or lie inside one (`wait.for` of a plain wait).
 */
export function showField(form: string, place: string): void {
  const parts = place.split('.')
  const exact = document.getElementById([form, ...parts].join('-'))
  const inside = document.querySelector(`[id^="${CSS.escape([form, ...parts, ''].join('-'))}"]`)
  const around = parts
    .map((_, index) => document.getElementById([form, ...parts.slice(0, parts.length - index)].join('-')))
    .find((element) => element !== null)
  const field = exact ?? inside ?? around
  field?.scrollIntoView({ block: 'center' })
  field
    ?.querySelector<HTMLElement>('input:not([disabled]), textarea:not([disabled]), button:not([disabled])')
    ?.focus({ preventScroll: true })
}
