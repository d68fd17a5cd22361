import type { Engine } from './engine.js';

/** Installations that share a Redis neither ring each other's alarms nor carry each other's deliveries. */
export const alarmsQueue = ({ secrets }: Engine): string => `lien-thong-alarms-${secrets.idFor('alarm-queue')}`;
export const deliveriesQueue = ({ secrets }: Engine): string => `lien-thong-deliveries-${secrets.idFor('delivery-queue')}`;
