import { Module } from '@nestjs/common';
import { DossierReader } from './dossier-reader.js';
import { DossiersController } from './dossiers.controller.js';
import { DriveDossierHandler } from './drive-dossier.js';

@Module({ controllers: [DossiersController], providers: [DossierReader, DriveDossierHandler], exports: [DossierReader] })
export class DossiersModule {}
