import { Engine } from '@lien-thong/engine';
import { civilStatusCopies, constructionPermit, criminalRecord, landChange } from '@lien-thong/procedures';
import { Module, type OnModuleInit } from '@nestjs/common';

/** One module per procedure that comes with the engine; it is published at the first start, and never again. */

@Module({})
export class LandChangeModule implements OnModuleInit {
  constructor(private readonly engine: Engine) {}

  onModuleInit(): Promise<void> {
    return this.engine.catalogues.registerBuiltIn(landChange);
  }
}

@Module({})
export class CriminalRecordModule implements OnModuleInit {
  constructor(private readonly engine: Engine) {}

  onModuleInit(): Promise<void> {
    return this.engine.catalogues.registerBuiltIn(criminalRecord);
  }
}

@Module({})
export class CivilStatusCopiesModule implements OnModuleInit {
  constructor(private readonly engine: Engine) {}

  onModuleInit(): Promise<void> {
    return this.engine.catalogues.registerBuiltIn(civilStatusCopies);
  }
}

@Module({})
export class ConstructionPermitModule implements OnModuleInit {
  constructor(private readonly engine: Engine) {}

  onModuleInit(): Promise<void> {
    return this.engine.catalogues.registerBuiltIn(constructionPermit);
  }
}
