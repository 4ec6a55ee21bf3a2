/** Schedules of CronJobs: five fields, in the form and with the bounds in which Kubernetes takes them. */

/** The values at which a field matches; `isAny` where it was left open. */
type Field = {readonly values: ReadonlySet<number>; readonly isAny: boolean};

type Bounds = {readonly what: string; readonly least: number; readonly most: number; readonly names: string};

const fields: readonly Bounds[] = [
	{what: 'minute', least: 0, most: 59, names: ''},
	{what: 'hour', least: 0, most: 23, names: ''},
	{what: 'day', least: 1, most: 31, names: ''},
	{what: 'month', least: 1, most: 12, names: '- jan feb mar apr may jun jul aug sep oct nov dec'},
	{what: 'weekday', least: 0, most: 6, names: 'sun mon tue wed thu fri sat'},
];

const named: Readonly<Record<string, string>> = {
	'@yearly': '0 0 1 1 *',
	'@annually': '0 0 1 1 *',
	'@monthly': '0 0 1 * *',
	'@weekly': '0 0 * * 0',
	'@daily': '0 0 * * *',
	'@midnight': '0 0 * * *',
	'@hourly': '0 * * * *',
};

/** Why a text is no schedule, as a part of a sentence; undefined where it is one that some time comes. */
export function wrongSchedule(text: string): string | undefined {
	const parts = partsOf(text);
	if (parts.length !== fields.length)
		return 'is five fields (minute, hour, day, month, weekday) like "0 3 * * *", or @hourly, @daily, @weekly, @monthly, @yearly';
	for (const [index, bounds] of fields.entries()) {
		if (fieldOf(parts[index]!, bounds) === undefined)
			return `has a ${bounds.what} from ${bounds.least} to ${bounds.most}, like 5, 1-5, */10 or 1,15`;
	}
	return nextRuns(text, 0, 1).length === 0 ? 'names a day that never comes' : undefined;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** A leap day comes at least once in eight years. */
const furthest = 8 * 366;

/** When a schedule in UTC runs next, in milliseconds since the epoch; none where it cannot be read. */
export function nextRuns(text: string, after: number, count: number): readonly number[] {
	const parts = partsOf(text);
	const read = fields.map((bounds, index) => fieldOf(parts[index] ?? '', bounds));
	if (parts.length !== fields.length || read.includes(undefined)) return [];
	const [minute, hour, ...date] = read as Field[];
	const runs: number[] = [];
	const today = Math.floor(after / dayMs) * dayMs;
	for (let day = today; day < today + furthest * dayMs && runs.length < count; day += dayMs) {
		if (!isOn(new Date(day), date as [Field, Field, Field])) continue;
		const times = ascending(hour!).flatMap(h => ascending(minute!).map(m => day + (h * 60 + m) * minuteMs));
		runs.push(...times.filter(time => time > after));
	}
	return runs.slice(0, count);
}

function partsOf(text: string): readonly string[] {
	return (named[text] ?? text).split(/\s+/).filter(Boolean);
}

/** Where both days are named, either will do. */
function isOn(date: Date, [day, month, weekday]: readonly [Field, Field, Field]): boolean {
	if (!month.values.has(date.getUTCMonth() + 1)) return false;
	const isDay = day.values.has(date.getUTCDate());
	const isWeekday = weekday.values.has(date.getUTCDay());
	return day.isAny || weekday.isAny ? isDay && isWeekday : isDay || isWeekday;
}

function ascending({values}: Field): number[] {
	return [...values].sort((left, right) => left - right);
}

function fieldOf(text: string, bounds: Bounds): Field | undefined {
	const ranges = text.split(',').map(range => rangeOf(range, bounds));
	if (ranges.includes(undefined)) return undefined;
	const read = ranges as Field[];
	return {
		values: new Set(read.flatMap(({values}) => [...values])),
		isAny: read.some(({isAny}) => isAny),
	};
}

/** `4`, `1-5`, `mon`, `*`, each perhaps with `/STEP`; with a step a lone number is the first of many. */
function rangeOf(text: string, {least, most, names}: Bounds): Field | undefined {
	const [, span = '', stepText] = /^([^/]+)(?:\/(\d+))?$/.exec(text) ?? [];
	const isOpen = span === '*' || span === '?';
	const [from, to, ...more] = isOpen ? [least, most] : span.split('-').map(end => numberOf(end, names));
	if (from === undefined || more.length > 0) return undefined;
	const first = from;
	const last = span.includes('-') || isOpen ? to : stepText === undefined ? first : most;
	const step = Number(stepText ?? 1);
	if (last === undefined || Number.isNaN(first + last) || first < least || last > most) return undefined;
	if (first > last || step === 0) return undefined;
	const values = new Set<number>();
	for (let value = first; value <= last; value += step) values.add(value);
	return {values, isAny: isOpen && step === 1};
}

function numberOf(text: string, names: string): number {
	const index = names.split(' ').indexOf(text.toLowerCase());
	return text !== '' && index >= 0 ? index : /^\d+$/.test(text) ? Number(text) : Number.NaN;
}
