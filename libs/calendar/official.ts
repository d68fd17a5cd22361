import vnCivilServiceData from './data/vn-civil-service.json' with { type: 'json' };
import type { CalendarDefinition } from './definition.js';

/**
 * The nation's layer: official working days 2024–2026 from the yearly notices (law reference §5.2). The cast is for the
 * literal types that JSON loses; the spec composes it, which checks every date and session.
 */
export const vnCivilService = vnCivilServiceData as unknown as CalendarDefinition;
