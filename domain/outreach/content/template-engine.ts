import { Liquid, type Template } from 'liquidjs'

/** Longest template text, characters; longest render, ms of machine time; most memory units a render may take. */
const parseLimit = 100_000
const renderLimit = 200
const memoryLimit = 5_000_000
const cachedTemplates = 500

export type Render = (text: string, variables: Record<string, unknown>) => string

/**
 * Renders Liquid for people who write messages: only own properties, no files, no partials, and an undefined
 * variable is an error instead of an empty hole.
 */
export function createTextEngine(): Render {
  return renderer(new Liquid(settings))
}

/** The same for HTML: every value put in is escaped. */
export function createHtmlEngine(): Render {
  const engine = new Liquid({ ...settings, outputEscape: 'escape' })
  // Liquid's own would put words of strangers in unescaped.
  engine.registerFilter('raw', (value: unknown) => value)
  return renderer(engine)
}

const settings = {
  ownPropertyOnly: true,
  strictVariables: true,
  strictFilters: true,
  lenientIf: true,
  parseLimit,
  renderLimit,
  memoryLimit,
  // An in-memory template table replaces the file system, and it is empty: include, render and layout find nothing.
  templates: {},
}

function renderer(engine: Liquid): Render {
  const parsed = new Map<string, Template[]>()
  return (text, variables) => {
    let template = parsed.get(text)
    if (!template) {
      template = engine.parse(text)
      if (parsed.size >= cachedTemplates) parsed.clear()
      parsed.set(text, template)
    }
    return String(engine.renderSync(template, variables))
  }
}
