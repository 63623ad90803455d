import { partOf, text } from './collection.ts'

/** A value encrypted at rest: AES-256-GCM under the key `kid`; `ct` is base64 of iv, tag and cipher text. */
export interface Sealed {
  kid: string
  ct: string
}

export const sealed = partOf<Sealed>({ kid: text, ct: text })
