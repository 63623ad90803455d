// The one thing that crosses from the server: types. A value imported from there would bring the server along.
export type { Contract } from '../../../server/admin-api/contract.ts'
