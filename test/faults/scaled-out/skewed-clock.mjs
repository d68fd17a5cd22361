/** Loaded before everything else (`node --import`): the clock of this machine goes wrong by CLOCK_SKEW_MS. */
const Real = globalThis.Date;
const skew = Number(process.env.CLOCK_SKEW_MS ?? 0);

const wrong = {
  Date: class extends Real {
    constructor(...given) {
      if (given.length === 0) super(Real.now() + skew);
      else super(...given);
    }
    static now() {
      return Real.now() + skew;
    }
  },
};
globalThis.Date = wrong.Date;
