import { type Dossier, type DossierEvent, foldAsOf, judgedAt, type Recorded } from '@lien-thong/domain';
import { DOSSIER_CODE, dossierStream, Engine } from '@lien-thong/engine';
import { type Act, type DossierScope, may, type Principal } from '@lien-thong/security';
import { Injectable } from '@nestjs/common';
import { Problem } from '../problems/problem.js';
import { type PastQuery, pastOf } from './past.js';
import { scopeOf } from './presenter.js';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Finds a dossier by its id or code, for a caller who may do something with it. What is out of sight is not there. */
@Injectable()
export class DossierReader {
  constructor(private readonly engine: Engine) {}

  async idOf(idOrCode: string): Promise<string | null> {
    if (UUID.test(idOrCode)) return idOrCode;
    return DOSSIER_CODE.test(idOrCode) ? this.engine.codes.dossierOf(idOrCode) : null;
  }

  async allowed(caller: Principal, idOrCode: string, act: Act, extra: Partial<DossierScope> = {}): Promise<Dossier> {
    const id = await this.idOf(idOrCode);
    const dossier = id === null ? null : (await this.engine.dossiers.load(dossierStream(id))).state;
    const known = dossier !== null && dossier.id !== '' ? dossier : null;
    const verdict = may(caller, act, known && { ...scopeOf(known, this.engine), ...extra });
    if (!verdict.allowed) throw new Problem(verdict.reason === 'forbidden-role' ? 'role-not-allowed' : 'dossier-not-found');
    if (known === null) throw new Problem('dossier-not-found');
    return known;
  }

  /** A dossier as a read asks for it: now, as it was recorded at `asOf`, as it was true at `validAt`. */
  async read(caller: Principal, idOrCode: string, query: PastQuery, act: Act = 'read-dossier'): Promise<Reading> {
    const now = this.engine.clock.now();
    const past = pastOf(query, now);
    const current = await this.allowed(caller, idOrCode, act);
    if (past.asOf === undefined && past.validAt === undefined) return { dossier: current, now };
    const { events } = await this.engine.dossiers.read(dossierStream(current.id));
    const dossier = foldAsOf(events, past);
    if (dossier === null) throw new Problem('dossier-not-found');
    return { dossier, now: judgedAt(past, now) };
  }

  async history(id: string, upTo?: number): Promise<readonly Recorded<DossierEvent>[]> {
    return (await this.engine.dossiers.read(dossierStream(id), upTo)).events;
  }
}

/** A dossier, and the instant (ms) at which its clocks are judged. */
export interface Reading {
  readonly dossier: Dossier;
  readonly now: number;
}
