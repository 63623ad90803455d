import { alerts } from './alerts/contract.ts'
import { attribution } from './attribution/contract.ts'
import { auditLog } from './audit-log/contract.ts'
import { broadcasts } from './broadcasts/contract.ts'
import { callbacks } from './callbacks/contract.ts'
import { campaigns } from './campaigns/contract.ts'
import { channelCodes } from './channel-codes/contract.ts'
import { contactSync } from './contact-sync/contract.ts'
import { content } from './content/contract.ts'
import { coupons } from './coupons/contract.ts'
import { credit } from './credit/contract.ts'
import { customerViews } from './customer-views/contract.ts'
import { customers } from './customers/contract.ts'
import { definitions } from './definitions/contract.ts'
import { drafts } from './definitions/drafts/contract.ts'
import { publishing } from './definitions/publishing/contract.ts'
import { steer } from './definitions/steering/contract.ts'
import { departments } from './departments/contract.ts'
import { doctor } from './doctor/contract.ts'
import { events } from './events/contract.ts'
import { experiments } from './experiments/contract.ts'
import { flowPeople } from './flow-people/contract.ts'
import { handOvers } from './hand-overs/contract.ts'
import { health } from './health/contract.ts'
import { home } from './home/contract.ts'
import { imports } from './imports/contract.ts'
import { integrations } from './integrations/contract.ts'
import { journeys } from './journeys/contract.ts'
import { kit } from './kit/contract.ts'
import { leads } from './leads/contract.ts'
import { lessons } from './lessons/contract.ts'
import { marketing } from './marketing/contract.ts'
import { media } from './media/contract.ts'
import { members } from './members/contract.ts'
import { money } from './money/contract.ts'
import { orderEvents } from './order-events/contract.ts'
import { orders } from './orders/contract.ts'
import { overview } from './overview/contract.ts'
import { people } from './people/contract.ts'
import { places } from './places/contract.ts'
import { privacy } from './privacy/contract.ts'
import { products } from './products/contract.ts'
import { readings } from './readings/contract.ts'
import { reconciliation } from './reconciliation/contract.ts'
import { refunds } from './refunds/contract.ts'
import { reports } from './reports/contract.ts'
import { review } from './review/contract.ts'
import { reviews } from './reviews/contract.ts'
import { rosters } from './rosters/contract.ts'
import { running } from './running/contract.ts'
import { segments } from './segments/contract.ts'
import { session } from './session/contract.ts'
import { settings } from './settings/contract.ts'
import { simulations } from './simulations/contract.ts'
import { stores } from './stores/contract.ts'
import { stuck } from './stuck/contract.ts'
import { tagGroups } from './tag-groups/contract.ts'
import { tasks } from './tasks/contract.ts'
import { trials } from './trials/contract.ts'
import { vocabulary } from './vocabulary/contract.ts'
import { webhooks } from './webhooks/contract.ts'

/** Everything the marketers' page, or another system with a key, may ask of the server. */
export const contract = {
  alerts,
  customers,
  channelCodes,
  rosters,
  coupons,
  credit,
  readings,
  customerViews,
  privacy,
  orders,
  overview,
  reports,
  products,
  segments,
  session,
  members,
  integrations,
  people,
  leads,
  events,
  orderEvents,
  flowPeople,
  attribution,
  auditLog,
  stores,
  departments,
  settings,
  tagGroups,
  handOvers,
  tasks,
  kit,
  definitions,
  drafts,
  publishing,
  steer,
  health,
  marketing,
  stuck,
  running,
  callbacks,
  doctor,
  experiments,
  lessons,
  review,
  reviews,
  refunds,
  reconciliation,
  money,
  contactSync,
  imports,
  home,
  journeys,
  places,
  simulations,
  trials,
  vocabulary,
  webhooks,
  broadcasts,
  campaigns,
  content,
  media,
}

export type Contract = typeof contract
