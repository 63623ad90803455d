// The shape of an lmdb file on 64 bits: pages of one size, each with a header, in trees of branch and leaf pages; the
// leaves of the main tree hold the roots of the tables. https://github.com/kriszyp/lmdb-js, libraries/liblmdb/mdb.c

const headerBytes = 24
const header = { page: 0, flags: 18, lower: 20, upper: 22, overflowPages: 20 }
const kinds = { branch: 1, leaf: 2, overflow: 4 }
const kindMask = 0b1111
const nodeBytes = 8
const node = { low: 0, high: 2, flags: 4, keyBytes: 6 }
const inOverflow = 1
const isTable = 2
/** What stands in place of a value that has pages of its own: page, transaction, number of pages. */
const overflowRefBytes = 24
export const treeBytes = 48
const tree = { depth: 6, root: 40 }
const noRoot = 0xffff_ffff_ffffn

export interface PageFile {
  pageBytes: number
  pages: number
  /** Fills the buffer from the start of the page; false when the file ends before. */
  read(page: number, into: Buffer): boolean
}

/**
 * Follows every tree from these roots (`struct MDB_db`) to the last page: lmdb itself trusts what it reads and takes the
 * process down with it. Returns what is wrong with the first page that is not what its place says, or undefined. What
 * stands in the values is not looked at.
 */
export function faultInPages(file: PageFile, roots: Buffer[]): string | undefined {
  const seen = new Uint8Array(file.pages)
  const fail = (page: number, why: string): never => {
    throw new RangeError(`page ${page} ${why}`)
  }

  function enter(page: number, into: Buffer, kind: number, count = 1): void {
    if (page < 2 || page + count > file.pages) fail(page, 'is beyond the end of the data')
    if (seen[page]) fail(page, 'is used twice')
    seen.fill(1, page, page + count)
    if (!file.read(page + count - 1, into.subarray(0, 1))) fail(page + count - 1, 'is missing')
    if (!file.read(page, into)) fail(page, 'is missing')
    const known = into.readBigUInt64LE(header.page) === BigInt(page)
    if (!known || (into.readUInt16LE(header.flags) & kindMask) !== kind) fail(page, 'is overwritten')
  }

  function checkTree(root: Buffer): void {
    const first = root.readBigUInt64LE(tree.root) & noRoot
    if (first !== noRoot) checkPage(Number(first), root.readUInt16LE(tree.depth))
  }

  function checkPage(page: number, depth: number): void {
    const bytes = Buffer.allocUnsafe(file.pageBytes)
    const kind = depth > 1 ? kinds.branch : kinds.leaf
    enter(page, bytes, kind)
    const lower = bytes.readUInt16LE(header.lower)
    const upper = bytes.readUInt16LE(header.upper)
    if (lower > upper || headerBytes + upper > bytes.length) fail(page, 'has wrong bounds')
    for (let at = headerBytes; at < headerBytes + lower; at += 2) {
      const start = headerBytes + bytes.readUInt16LE(at)
      if (start < headerBytes + upper || start + nodeBytes > bytes.length) fail(page, 'has a wrong entry')
      const flags = bytes.readUInt16LE(start + node.flags)
      const value = start + nodeBytes + bytes.readUInt16LE(start + node.keyBytes)
      const size = bytes.readUInt32LE(start + node.low)
      const own = kind === kinds.branch ? 0 : flags & inOverflow ? overflowRefBytes : size
      if (value + own > bytes.length) fail(page, 'has a wrong entry')
      if (kind === kinds.branch) checkPage(size + flags * 2 ** 32, depth - 1)
      else if (flags & inOverflow) checkOverflow(Number(bytes.readBigUInt64LE(value)), size)
      else if (flags & isTable) checkTree(bytes.subarray(value, value + treeBytes))
    }
  }

  const overflow = Buffer.alloc(headerBytes)
  function checkOverflow(page: number, size: number): void {
    const count = Math.ceil((headerBytes + size) / file.pageBytes)
    enter(page, overflow, kinds.overflow, count)
    if (overflow.readUInt32LE(header.overflowPages) < count) fail(page, 'is too short for its value')
  }

  try {
    roots.forEach(checkTree)
    return undefined
  } catch (error) {
    if (error instanceof RangeError) return error.message
    throw error
  }
}
