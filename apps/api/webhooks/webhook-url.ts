import { setTimeout as sleep } from 'node:timers/promises';
import { addressesOf, BadTarget, type Reach, resolveBySystem, targetUrl } from '@lien-thong/deliveries';
import { Problem } from '../problems/problem.js';

const PATIENCE_MS = 2_000;

/**
 * Refuses an address that would never be sent to. A name that leads nowhere yet is taken: every sending judges it anew.
 * @throws Problem
 */
export const acceptedUrl = async (text: string, reach: Reach): Promise<string> => {
  const stopped = new AbortController();
  try {
    const url = targetUrl(text, reach);
    const late = sleep(PATIENCE_MS, null, { signal: stopped.signal }).catch(() => null);
    await Promise.race([late, addressesOf(url, reach, resolveBySystem)]);
    return url.href;
  } catch (error) {
    if (!(error instanceof BadTarget)) throw error;
    if (error.fault === 'name-unresolved') return new URL(text).href;
    throw new Problem('webhook-url-refused', { pointer: '/url', fault: error.fault });
  } finally {
    stopped.abort();
  }
};
