import { Module } from '@nestjs/common';
import { DossiersModule } from '../dossiers/dossiers.module.js';
import { ApologyTasksController } from './apology-tasks.controller.js';

@Module({ imports: [DossiersModule], controllers: [ApologyTasksController] })
export class ApologiesModule {}
