import { z } from 'zod'
import { marketingRoles } from '../../../../domain/members/roles.ts'
import { channels } from '../../../../models/customer.ts'
import { endpoint } from '../../core/endpoint.ts'
import { time } from '../../core/parts.ts'
import { audience, journeyNamed, moveWish, movingPeople, pilot, state, steerers } from '../parts.ts'
import { asked, note, outcome } from '../publishing/contract.ts'

const steering = z.enum(['pause', 'resume', 'stop', 'end'])
const on = z.number().optional()
const pilotWish = {
  deed: z.enum(['widen', 'promote', 'withdraw']),
  /** To whom, when it is widened. */
  audience: audience.optional(),
  present: z.boolean().default(false),
  ...moveWish,
}
const move = { ...moveWish }

export const steer = {
  look: endpoint({
    method: 'get',
    path: '/journeys/{id}/steering',
    summary: 'How a journey stands, what can be done with it, and to how many',
    roles: marketingRoles,
    params: journeyNamed,
    answer: z.object({
      on: z.number(),
      name: z.string(),
      state,
      stateName: z.string(),
      /** On it now, whatever their version. */
      people: z.number(),
      can: z.array(steering),
      /** Of versions that are in use no more. */
      onOlder: z.number(),
      /** Messages that are not out yet: ending takes them back. */
      queued: z.array(
        z.object({ channel: z.enum(channels).nullable(), label: z.string(), messages: z.number() }),
      ),
      /** Handed to a platform at this moment: those go out whatever is done. */
      sending: z.number(),
      /** About when everybody has walked to the end once nobody enters any more. */
      walkedOutBy: time.nullable(),
    }),
  }),
  steer: endpoint({
    method: 'post',
    path: '/journeys/{id}/steering',
    summary: 'Pause, resume, stop or end a journey',
    roles: steerers,
    params: journeyNamed,
    body: z.object({ steering, on }),
    answer: outcome.extend({ state, people: z.number() }),
  }),
  pilot: endpoint({
    method: 'get',
    path: '/journeys/{id}/pilot',
    summary: 'Who gets which version',
    roles: marketingRoles,
    params: journeyNamed,
    answer: z.object({
      on: z.number(),
      pilot: pilot.nullable(),
      /** The version everybody else gets; null on a first release. */
      live: z.number().nullable(),
      people: z.object({ pilot: z.number(), live: z.number() }),
    }),
  }),
  pilotPlan: endpoint({
    method: 'post',
    path: '/journeys/{id}/pilot/plan',
    summary: 'What changing the pilot will do to whom',
    roles: steerers,
    params: journeyNamed,
    body: z.object(pilotWish),
    answer: z.object({
      on: z.number(),
      /** Who would enter at once if `present`; null = only an occasion leads in. */
      present: z.number().nullable(),
      people: z.array(movingPeople),
      /** Why a second person must agree; null = it can be done at once. */
      review: z.string().nullable(),
    }),
  }),
  changePilot: endpoint({
    method: 'post',
    path: '/journeys/{id}/pilot',
    summary: 'Widen, promote or withdraw a pilot',
    roles: steerers,
    params: journeyNamed,
    body: z.object({ ...pilotWish, on }),
    answer: outcome,
  }),
  askPilotReview: endpoint({
    method: 'post',
    path: '/journeys/{id}/pilot/review',
    summary: 'Ask a second person to agree to a wider pilot',
    roles: steerers,
    params: journeyNamed,
    body: z.object({ ...pilotWish, note }),
    answer: asked,
  }),
  movePlan: endpoint({
    method: 'post',
    path: '/journeys/{id}/move/plan',
    summary: 'Who of older versions would go on where in the one in use',
    roles: steerers,
    params: journeyNamed,
    body: z.object(move),
    answer: z.object({ on: z.number(), people: z.array(movingPeople) }),
  }),
  move: endpoint({
    method: 'post',
    path: '/journeys/{id}/move',
    summary: 'Move whoever is still on an older version to the one in use',
    roles: steerers,
    params: journeyNamed,
    body: z.object({ ...move, on }),
    answer: outcome,
  }),
}
