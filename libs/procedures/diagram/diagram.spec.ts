import { describe, expect, it } from '@jest/globals';
import { civilStatusCopies, constructionPermit, criminalRecord, graphOf, landChange, mermaidOf, svgOf } from '../index.js';
import { licence } from '../testing/licence.js';

const all = [landChange, criminalRecord, civilStatusCopies, constructionPermit];

describe('the mermaid diagram', () => {
  it('shows names, parties, limits and clocks, and legs side by side', () => {
    expect(mermaidOf(licence())).toBe(golden);
  });

  it.each(all)('of $code names every state', (definition) => {
    for (const state of graphOf(definition).nodes.filter((node) => node.kind !== 'leg'))
      expect(mermaidOf(definition)).toContain(state.name.vi);
  });

  it('tells alternatives by their guards', () => {
    expect(mermaidOf(landChange)).toContain('appraisal --> tax_transfer : Kết luận∶ có nghĩa vụ tài chính [taxable = true]');
  });

  it('takes no name for syntax', () => {
    const draft = licence();
    draft.states.received.name = { vi: 'a"] \n } --> <script>;%% b: c', en: 'x' };
    expect(mermaidOf(draft)).toContain(
      'state "a ]     --› ‹script›    b∶ c<br/>Bộ phận Một cửa<br/>1 ngày làm việc" as received',
    );
  });
});

describe('the graph', () => {
  it('has every state under its path, and legs under their part', () => {
    const { nodes } = graphOf(licence());
    expect(nodes.map((node) => node.id)).toEqual([
      'received',
      'check',
      'payment',
      'opinions',
      'opinions.police',
      'opinions.police.review',
      'opinions.police.given',
      'opinions.office',
      'opinions.office.review',
      'opinions.office.given',
      'decision',
      'ready',
      'returned',
    ]);
    expect(nodes.find((node) => node.id === 'opinions.police.review')).toEqual({
      id: 'opinions.police.review',
      kind: 'state',
      parent: 'opinions.police',
      name: { vi: 'review', en: 'review' },
      party: { key: 'police', name: { vi: 'Công an', en: 'Police' } },
      limit: { value: 2, unit: 'workingDay' },
      clock: 'running',
      portalStatus: null,
    });
  });

  it('has every alternative, the join and the reserved actions as edges between its nodes', () => {
    const { nodes, edges } = graphOf(licence());
    const ids = new Set(nodes.map((node) => node.id));
    expect(edges.filter((edge) => !ids.has(edge.from) || !ids.has(edge.to))).toEqual([]);
    expect(edges.filter((edge) => edge.from === 'check').map((edge) => edge.event)).toEqual([
      'FoundDue',
      'FoundFree',
      'SentBack',
    ]);
    expect(edges.filter((edge) => edge.kind === 'join')).toMatchObject([
      { from: 'opinions', to: 'decision', action: null, event: 'OpinionsGathered' },
    ]);
    expect(edges.find((edge) => edge.action === 'issue-result')?.event).toBe('ResultIssued');
  });
});

describe('the picture', () => {
  it.each(all)('of $code has a title, and says every action as a sentence', (definition) => {
    const svg = svgOf(definition);
    expect(svg).toContain(`<title id="title">${definition.code} v1: ${definition.name.vi}</title>`);
    expect(svg).toContain('→ Đã trả kết quả: Trả kết quả');
  });

  it('lets no name become markup', () => {
    const draft = licence();
    draft.states.received.name = { vi: '<script>&"', en: 'x' };
    expect(svgOf(draft)).toContain('&lt;script&gt;&amp;&quot;');
    expect(svgOf(draft)).not.toContain('<script>');
  });
});

const golden = `stateDiagram-v2
  accTitle: 9.900010 v1∶ Cấp giấy phép thử
  [*] --> received
  state "received<br/>Bộ phận Một cửa<br/>1 ngày làm việc" as received
  state "check<br/>Phòng chuyên môn<br/>2 ngày làm việc" as check
  state "payment<br/>Người nộp<br/>30 ngày<br/>tạm dừng" as payment
  state "opinions" as opinions {
    %% police
    [*] --> opinions__police__review
    state "review<br/>Công an<br/>2 ngày làm việc" as opinions__police__review
    state "Kết thúc" as opinions__police__given
    opinions__police__given --> [*]
    opinions__police__review --> opinions__police__given : answer
    --
    %% office
    [*] --> opinions__office__review
    state "review<br/>Phòng chuyên môn<br/>2 ngày làm việc" as opinions__office__review
    state "Kết thúc" as opinions__office__given
    opinions__office__given --> [*]
    opinions__office__review --> opinions__office__given : answer
  }
  state "decision<br/>Phòng chuyên môn<br/>3 ngày làm việc" as decision
  state "ready<br/>Bộ phận Một cửa<br/>đã dừng" as ready
  state "Kết thúc" as returned
  returned --> [*]
  received --> check : transfer
  check --> payment : conclude [due = true]
  check --> opinions : conclude
  check --> received : send-back
  payment --> opinions : confirm
  opinions --> decision : join
  decision --> ready : issue-result
  ready --> returned : return-result
`;
