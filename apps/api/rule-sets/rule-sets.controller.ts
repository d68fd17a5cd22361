import { RULE_SETS, type RuleSet, ruleSetInForce } from '@lien-thong/domain';
import { Engine } from '@lien-thong/engine';
import type { Principal } from '@lien-thong/security';
import { Controller, Get, Param } from '@nestjs/common';
import { Caller, demand } from '../access/principal.js';
import { Problem } from '../problems/problem.js';

type RuleSetView = RuleSet & { readonly inForce: boolean };

/** The regulations as data: every parameter with its source, and whether anyone has read it there. */
@Controller('rule-sets')
export class RuleSetsController {
  constructor(private readonly engine: Engine) {}

  @Get()
  list(@Caller() caller: Principal) {
    demand(caller, 'read-catalogue');
    return { data: RULE_SETS.map((ruleSet) => this.#shown(ruleSet)), page: { next: null } };
  }

  @Get(':id')
  read(@Caller() caller: Principal, @Param('id') id: string): RuleSetView {
    demand(caller, 'read-catalogue');
    const found = RULE_SETS.find((ruleSet) => ruleSet.id === id);
    if (found === undefined) throw new Problem('not-found', { ruleSet: id });
    return this.#shown(found);
  }

  #shown(ruleSet: RuleSet): RuleSetView {
    return { ...ruleSet, inForce: ruleSetInForce(this.engine.today()).id === ruleSet.id };
  }
}
