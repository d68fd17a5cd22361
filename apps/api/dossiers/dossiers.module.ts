import { Module } from '@nestjs/common';
import { DossierListController } from './dossier-list.controller.js';
import { DossierReader } from './dossier-reader.js';
import { DossierReadsController } from './dossier-reads.controller.js';
import { DossiersController } from './dossiers.controller.js';
import { DriveDossierHandler } from './drive-dossier.js';

@Module({
  controllers: [DossiersController, DossierListController, DossierReadsController],
  providers: [DossierReader, DriveDossierHandler],
  exports: [DossierReader],
})
export class DossiersModule {}
