import { Module } from '@nestjs/common';
import { DossiersModule } from '../dossiers/dossiers.module.js';
import { AuditController } from './audit.controller.js';

@Module({ imports: [DossiersModule], controllers: [AuditController] })
export class AuditModule {}
