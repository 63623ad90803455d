// Any element but Encrypt, with text or one CDATA section inside. Element names are not compared with their ends:
// nothing but Encrypt is used, and that is authenticated by its signature.
const other = String.raw`\s*<(?!Encrypt[\s/>])\w{1,64}(?:\/>|>(?:\s*<!\[CDATA\[[^\]]*\]\]>\s*|[^<]*)<\/\w{1,64}>)`
const encrypt = String.raw`\s*<Encrypt>\s*(?:<!\[CDATA\[([A-Za-z0-9+/=]+)\]\]>|([A-Za-z0-9+/=]+))\s*<\/Encrypt>`
const envelope = new RegExp(
  String.raw`^\s*(?:<\?xml[^>]*\?>\s*)?<xml>(?:${other})*${encrypt}(?:${other})*\s*<\/xml>\s*$`,
)

/** The one `<Encrypt>` of a callback envelope, elements in any order; null when it is anything else. */
export function cipherOf(body: string): string | null {
  const found = envelope.exec(body)
  return found?.[1] ?? found?.[2] ?? null
}
