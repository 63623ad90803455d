/** 138****0000; a number from abroad keeps its last four digits. */
export function maskPhone(e164: string): string {
  const national = /^\+86(\d{11})$/.exec(e164)?.[1]
  return national ? `${national.slice(0, 3)}****${national.slice(-4)}` : `****${e164.slice(-4)}`
}

/** w***@example.com */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@')
  return at > 0 ? `${email.slice(0, 1)}***${email.slice(at)}` : '***'
}

/** 王** */
export function maskName(name: string): string {
  return `${[...name][0] ?? ''}**`
}
