/** The applicant as it is sealed in the first event of a dossier. */
export interface Applicant {
  readonly kind?: string;
  readonly name: string;
  readonly identifier?: string | null;
  readonly phone?: string | null;
  readonly email?: string | null;
  readonly address?: string | null;
}
