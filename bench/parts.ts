import type { Children } from './child.ts'
import type { BenchStore } from './store.ts'

/** How much is measured. */
export interface Scale {
  /** Counted rounds; each measures Kelu and its anchor one after the other, in turning order. */
  rounds: number
  /** Callbacks a round. */
  callbacks: number
  /** Connections of the load generator, each with one request under way. */
  connections: number
  /** New friends of the storm. */
  friends: number
  /** Runs a round: each advances once. */
  runs: number
  /** Orders a round: each is placed, paid and booked. */
  orders: number
  /** Customers a broadcast goes to. */
  receivers: number
  /** Customers a simulation and a check of traits go over, and pages look at. */
  people: number
  /** Events of each customer pages look at. */
  events: number
  /** Friends of a corp that are synchronised. */
  contacts: number
  /** Customers of group-sends that are settled, a round. */
  groupSends: number
  /** Rows of a file of members that is brought in. */
  rows: number
  /** Jobs plain Agenda gets at each setting of the sweep, and in each round. */
  agendaJobs: number
  /** Real time after which a sitting of plain Agenda is cut off and counted as far as it came. */
  agendaPatienceMs: number
}

/** What every benchmark is given. */
export interface Parts {
  children: Children
  store: BenchStore
  /** A folder of this benchmark, removed afterwards. */
  folder: string
  scale: Scale
  /** One line for people. */
  say(line: string): void
}
