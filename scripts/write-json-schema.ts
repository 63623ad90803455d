import { writeFile } from 'node:fs/promises'
import { definitionJsonSchemaText } from '../domain/language/json-schema.ts'

/** Publishes the JSON Schema of the definition files beside them, where editors look for it. */
await writeFile(new URL('../templates/definitions.schema.json', import.meta.url), definitionJsonSchemaText())
