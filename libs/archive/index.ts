export { type Comparison, compareHouses } from './comparing/compare-houses.js';
export type { Difference } from './comparing/difference.js';
export type { House, OnProgress, Progress } from './house.js';
export { abreast, inOrder, type OpenLane } from './moving/lane.js';
export { type Moved, type MoveOptions, moveHouse } from './moving/move-house.js';
export { StreamTaken } from './moving/stream-taken.js';
