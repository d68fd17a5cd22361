import {
  type Day,
  dayOf,
  isWorkingDay,
  type Ms,
  nextWorkingDay,
  previousWorkingDay,
  toMs,
  type WorkingCalendar,
} from '@lien-thong/calendar';

/** Days by their distance from today in working days: 0 is today, or the last working day before a day off. */
export class OfficeDays {
  readonly #today: Day;
  readonly #known = new Map<number, Day>();

  constructor(
    private readonly calendar: WorkingCalendar,
    anchor: Ms,
  ) {
    const day = dayOf(anchor);
    this.#today = isWorkingDay(calendar, day) ? day : previousWorkingDay(calendar, day);
  }

  day(distance: number): Day {
    const known = this.#known.get(distance) ?? this.#walked(distance);
    this.#known.set(distance, known);
    return known;
  }

  /** `+3 09:00` of a story that began `start` working days from today. */
  instant(start: number, when: string, shift = 0): Ms {
    const [days, time] = when.split(' ');
    return toMs(`${this.day(start + Number(days))}T${time}:00+07:00`) + shift * 60_000;
  }

  #walked(distance: number): Day {
    let day = this.#today;
    for (let left = Math.abs(distance); left > 0; left -= 1)
      day = distance < 0 ? previousWorkingDay(this.calendar, day) : nextWorkingDay(this.calendar, day);
    return day;
  }
}
