import type { Dossier, DossierCommand, DossierEvent } from '@lien-thong/domain';
import { dossierStream, Engine } from '@lien-thong/engine';
import type { Envelope, Outcome } from '@lien-thong/event-store';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

/** One command to one dossier: by a person, by another agency's system, or by the engine itself. */
export class DriveDossier extends Command<Outcome<Dossier, DossierEvent>> {
  constructor(
    readonly dossier: string,
    readonly command: DossierCommand,
    readonly envelope: Envelope,
  ) {
    super();
  }
}

@CommandHandler(DriveDossier)
export class DriveDossierHandler implements ICommandHandler<DriveDossier> {
  constructor(private readonly engine: Engine) {}

  execute({ dossier, command, envelope }: DriveDossier): Promise<Outcome<Dossier, DossierEvent>> {
    return this.engine.dossiers.execute(dossierStream(dossier), command, envelope);
  }
}
