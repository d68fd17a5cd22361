import { describe } from '@jest/globals';
import { keepsTheCarrierContract } from '../../testing/carrier-contract.js';
import { InProcessCarrier } from './in-process-carrier.js';

describe('the carrier in process', () => keepsTheCarrierContract(async (timing) => new InProcessCarrier(timing)));
