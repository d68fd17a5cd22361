/** Every shell block of a README that follows `<!-- walk -->`, as one script. */
export declare const walkOf: (file: string) => string;
