// Entry of delivery/: what Argo CD and Flux are told in the repository, held against what Headwater reads and writes.
export { checkDelivery } from './check.ts';
export type { DeliveryRequest } from './request.ts';
