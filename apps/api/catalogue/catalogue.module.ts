import { Module } from '@nestjs/common';
import { AgenciesController } from '../agencies/agencies.controller.js';
import {
  CivilStatusCopiesModule,
  ConstructionPermitModule,
  CriminalRecordModule,
  LandChangeModule,
} from '../built-in/built-in-procedures.js';
import { CalendarsController } from '../calendars/calendars.controller.js';
import { DeadlineCalculationsController } from '../deadline-calculations/deadline-calculations.controller.js';
import { PartiesController } from '../procedures/parties.controller.js';
import { ProceduresController } from '../procedures/procedures.controller.js';
import { RuleSetsController } from '../rule-sets/rule-sets.controller.js';

/** What dossiers are judged by: procedures, agencies, calendars, rule sets, and the counting of limits. */
@Module({
  imports: [LandChangeModule, CriminalRecordModule, CivilStatusCopiesModule, ConstructionPermitModule],
  controllers: [
    ProceduresController,
    PartiesController,
    AgenciesController,
    CalendarsController,
    RuleSetsController,
    DeadlineCalculationsController,
  ],
})
export class CatalogueModule {}
