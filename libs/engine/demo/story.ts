import type { Channel, Evidence, FactValue } from '@lien-thong/domain';
import applicants from './data/applicants.json' with { type: 'json' };
import construction from './data/construction.json' with { type: 'json' };
import copies from './data/copies.json' with { type: 'json' };
import criminalRecord from './data/criminal-record.json' with { type: 'json' };
import land from './data/land.json' with { type: 'json' };

/** When it was entered, by whom, what, and where it differs the time at which it is claimed to have happened. */
export type Act = readonly [when: string, who: string, what: string, data?: object, claim?: Claim];

interface Claim {
  readonly occurredAt: string;
  readonly evidence: Evidence;
}

interface Course {
  readonly name: string;
  /** The source report that it re-enacts. */
  readonly report: string;
  /** Working days before today, one dossier each. */
  readonly starts: readonly number[];
  readonly channel?: Channel;
  readonly returnChannel?: Channel;
  /** Hours as written; else each dossier of a course has its own minutes. */
  readonly exact?: boolean;
  readonly acts: readonly Act[];
}

interface Courses {
  readonly procedure: string;
  readonly components: readonly string[];
  readonly facts: Readonly<Record<string, FactValue>>;
  readonly courses: readonly Course[];
}

/** One fictitious dossier: what it is, and what happens to it. */
export interface Story extends Omit<Course, 'starts'>, Omit<Courses, 'courses'> {
  readonly key: string;
  readonly start: number;
  /** Minutes by which its hours differ from those of the course. */
  readonly shift: number;
  readonly applicant: ReturnType<typeof applicantAt>;
}

const SHIFTS = 25;

/** Every story of the demo, the oldest first. */
export const stories = (): Story[] => {
  const all = ([land, criminalRecord, copies, construction] as unknown as Courses[]).flatMap(({ courses, ...procedure }) =>
    courses.flatMap(({ starts, ...course }) =>
      starts.map((start, i) => ({ ...procedure, ...course, start, key: `${course.name}/${i}` })),
    ),
  );
  return all
    .map((story, i) => ({ ...story, applicant: applicantAt(i), shift: story.exact ? 0 : (i * 7) % SHIFTS }))
    .sort((a, b) => a.start - b.start);
};

const at = <T>(list: readonly T[], i: number): T => list[i % list.length] as T;

/** Nobody: the name says so itself, and the numbers are no numbers. */
const applicantAt = (i: number) => {
  const { families, names, streets, place } = applicants;
  const number = String(i + 1).padStart(3, '0');
  const isOrganisation = i % 9 === 8;
  return {
    kind: isOrganisation ? ('organisation' as const) : ('person' as const),
    name: isOrganisation ? `Công ty TNHH Giả Định Số ${i + 1}` : `${at(families, i)} ${at(names, i)}`,
    identifier: `000000000${number}`,
    phone: `0000000${number}`,
    address: `Số ${i + 1} ${at(streets, i)}, ${place}`,
  };
};
