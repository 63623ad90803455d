/** What WeChat writes where the push is set to XML: texts as CDATA, numbers bare. */
export function xmlOf(fields: Record<string, unknown>): string {
  return `<xml>${elements(fields)}</xml>`
}

function elements(fields: Record<string, unknown>): string {
  return Object.entries(fields)
    .flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value]).map((each) => `<${name}>${inner(each)}</${name}>`),
    )
    .join('')
}

function inner(value: unknown): string {
  if (typeof value === 'object' && value !== null) return elements(value as Record<string, unknown>)
  return typeof value === 'number' ? String(value) : `<![CDATA[${value}]]>`
}
