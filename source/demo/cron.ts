/** Cron schedules: five fields, names, ranges, steps and `@hourly` and its like, read as Kubernetes reads them. */
import {durationMs} from './go-duration.ts';
import {wallClock} from './time-zone.ts';

/** The values of a field at which it matches; `isAny` if it was left open. */
type Field = {readonly values: ReadonlySet<number>; readonly isAny: boolean};

type Fields = {minute: Field; hour: Field; day: Field; month: Field; weekday: Field};

/** Times that recur: by the clock on the wall, or always after the same while. */
export type Schedule = Fields | {everyMs: number};

type Bounds = {least: number; most: number; names?: readonly string[]};

const bounds: Record<keyof Fields, Bounds> = {
	minute: {least: 0, most: 59},
	hour: {least: 0, most: 23},
	day: {least: 1, most: 31},
	month: {
		least: 1,
		most: 12,
		names: ['', 'jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
	},
	weekday: {least: 0, most: 6, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']},
};

const fieldNames = ['minute', 'hour', 'day', 'month', 'weekday'] as const;

const descriptors: Readonly<Record<string, string>> = {
	'@yearly': '0 0 1 1 *',
	'@annually': '0 0 1 1 *',
	'@monthly': '0 0 1 * *',
	'@weekly': '0 0 * * 0',
	'@daily': '0 0 * * *',
	'@midnight': '0 0 * * *',
	'@hourly': '0 * * * *',
};

/** Why a schedule cannot be read, in the API's words. */
export class ScheduleError extends Error {}

/** Reads a schedule; throws a ScheduleError. */
export function parseSchedule(text: string): Schedule {
	if (text.startsWith('@every ')) return parseEvery(text);
	if (text.startsWith('@') && !descriptors[text]) throw new ScheduleError(`unrecognized descriptor: ${text}`);
	const parts = (descriptors[text] ?? text).split(/\s+/).filter(Boolean);
	if (parts.length !== fieldNames.length) {
		const found = `found ${parts.length}: [${parts.join(' ')}]`;
		throw new ScheduleError(`expected exactly ${fieldNames.length} fields, ${found}`);
	}
	const fields = fieldNames.map((name, i) => [name, parseField(parts[i]!, bounds[name])]);
	return Object.fromEntries(fields) as Fields;
}

function parseEvery(text: string): Schedule {
	const length = text.slice('@every '.length);
	const everyMs = durationMs(length);
	if (everyMs === undefined)
		throw new ScheduleError(`failed to parse duration ${text}: time: invalid duration "${length}"`);
	return {everyMs: Math.max(1000, Math.floor(everyMs / 1000) * 1000)};
}

function parseField(text: string, field: Bounds): Field {
	const ranges = text
		.split(',')
		.filter(Boolean)
		.map(range => parseRange(range, field));
	return {
		values: new Set(ranges.flatMap(({values}) => [...values])),
		isAny: ranges.some(({isAny}) => isAny),
	};
}

/** `4`, `1-5`, `mon`, `*`, each perhaps with `/STEP`. */
function parseRange(text: string, field: Bounds): Field {
	const [span = '', stepText, ...tooMany] = text.split('/');
	const isOpen = ['*', '?'].includes(span.split('-')[0]!);
	const [first, last] = isOpen ? [field.least, field.most] : parseSpan(span, field);
	if (tooMany.length > 0) throw new ScheduleError(`too many slashes: ${text}`);
	const step = stepText === undefined ? 1 : parseNumber(stepText);
	const end = stepText !== undefined && !span.includes('-') ? field.most : last;
	refuseOutside(text, first, end, step, field);
	const values = new Set<number>();
	for (let value = first; value <= end; value += step) values.add(value);
	return {values, isAny: isOpen && step === 1};
}

function parseSpan(text: string, {names}: Bounds): [number, number] {
	const ends = text.split('-');
	const first = parseValue(ends[0]!, names);
	if (ends.length > 2) throw new ScheduleError(`too many hyphens: ${text}`);
	return [first, ends.length > 1 ? parseValue(ends[1]!, names) : first];
}

function parseValue(text: string, names: readonly string[] | undefined): number {
	const named = text ? (names?.indexOf(text.toLowerCase()) ?? -1) : -1;
	return named >= 0 ? named : parseNumber(text);
}

function parseNumber(text: string): number {
	if (!/^[-+]?\d+$/.test(text)) {
		const why = `strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`;
		throw new ScheduleError(`failed to parse int from ${text}: ${why}`);
	}
	const value = Number(text);
	if (value < 0) throw new ScheduleError(`negative number (${value}) not allowed: ${text}`);
	return value;
}

function refuseOutside(text: string, first: number, last: number, step: number, {least, most}: Bounds): void {
	const begins = `beginning of range (${first})`;
	if (first < least) throw new ScheduleError(`${begins} below minimum (${least}): ${text}`);
	if (last > most) throw new ScheduleError(`end of range (${last}) above maximum (${most}): ${text}`);
	if (first > last) throw new ScheduleError(`${begins} beyond end of range (${last}): ${text}`);
	if (step === 0) throw new ScheduleError(`step of range should be a positive number: ${text}`);
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const furthestMs = 5 * 366 * dayMs;

/** The first time of a schedule after another, on the clocks of a time zone; undefined if none comes in five years. */
export function nextTime(schedule: Schedule, afterMs: number, timeZone = 'UTC'): number | undefined {
	if ('everyMs' in schedule) return Math.floor((afterMs + schedule.everyMs) / 1000) * 1000;
	let atMs = Math.floor(afterMs / minuteMs) * minuteMs + minuteMs;
	while (atMs < afterMs + furthestMs) {
		const skippedMs = untilMatch(schedule, wallClock(atMs, timeZone));
		if (skippedMs === 0) return atMs;
		const nextMs = atMs + skippedMs;
		// Where clocks are set on the way, a day begins that much earlier or later.
		const shiftMs = wallClock(nextMs, timeZone) - nextMs - (wallClock(atMs, timeZone) - atMs);
		atMs = skippedMs > hourMs && shiftMs < skippedMs ? nextMs - shiftMs : nextMs;
	}
	return undefined;
}

/** How long it is at least until a schedule matches, of which `wallMs` is the time on the wall; 0 if it does. */
function untilMatch({minute, hour, day, month, weekday}: Fields, wallMs: number): number {
	const date = new Date(wallMs);
	const toNext = (unitMs: number) => unitMs - (wallMs % unitMs);
	if (!month.values.has(date.getUTCMonth() + 1))
		return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1) - wallMs;
	const isDay = day.values.has(date.getUTCDate());
	const isWeekday = weekday.values.has(date.getUTCDay());
	// Where both days are named, either will do.
	const isToday = day.isAny || weekday.isAny ? isDay && isWeekday : isDay || isWeekday;
	if (!isToday) return toNext(dayMs);
	if (!hour.values.has(date.getUTCHours())) return toNext(hourMs);
	return minute.values.has(date.getUTCMinutes()) ? 0 : toNext(minuteMs);
}
