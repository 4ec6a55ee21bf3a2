import type {Json} from '../model/json.ts';
import {sayMoment} from '../model/moment.ts';

/** Milliseconds since the epoch; undefined for an absent or unreadable time. */
export function timeIn(value: Json | undefined): number | undefined {
	const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
	return Number.isNaN(time) ? undefined : time;
}

const units: Readonly<Record<string, number>> = {
	ns: 1e-6,
	us: 1e-3,
	µs: 1e-3,
	ms: 1,
	s: 1000,
	m: 60_000,
	h: 3_600_000,
};

/** Milliseconds of a Go duration (`1h30m`), or of a number of seconds as a number or as text. */
export function spanIn(value: Json | undefined): number | undefined {
	if (typeof value === 'number') return value * 1000;
	if (typeof value !== 'string') return undefined;
	if (/^\d+$/.test(value)) return Number(value) * 1000;
	const parts = [...value.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)];
	if (parts.length === 0 || parts.map(part => part[0]).join('') !== value) return undefined;
	return parts.reduce((sum, [, count, unit]) => sum + Number(count) * units[unit!]!, 0);
}

/** `45 s`, `10 min`, `1 h 30 min`. */
export function saySpan(spanMs: number): string {
	const seconds = Math.round(spanMs / 1000);
	const parts = [
		[Math.floor(seconds / 3600), 'h'],
		[Math.floor((seconds % 3600) / 60), 'min'],
		[seconds % 60, 's'],
	] as const;
	const said = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}`);
	return said.length === 0 ? '0 s' : said.join(' ');
}

/** `14:02:11 UTC`; spans that people wrote may lead beyond the last date there is. */
export function sayClock(time: number): string {
	return Math.abs(time) > lastDate ? 'later than anybody waits' : sayMoment(time);
}

/** The last moment that a date can say, in milliseconds since the epoch. */
const lastDate = 8.64e15;
