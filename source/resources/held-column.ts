import type {Held} from '../model/held.ts';
import {sayDuration} from './age.ts';
import {words} from './columns.ts';
import type {Column, Row, Tone} from './view.ts';

/** A GitOps owner: what holds for all kinds of them alike. */
export type OwnerRow = Row & {
	/** The hold it is under, as its annotation says it. */
	readonly held: Held | 'unreadable' | undefined;
};

/** `42m left of jane`, `12m over, of jane`; empty where nobody holds it. */
export function sayHold({held}: OwnerRow, now: number): string {
	if (held === undefined) return '';
	if (held === 'unreadable') return 'unreadable';
	const left = held.until - now;
	return left > 0
		? `${sayDuration(left)} left, of ${held.who}`
		: `${sayDuration(-left)} over, of ${held.who}`;
}

export function isOverdue({held}: OwnerRow, now: number): boolean {
	return held === 'unreadable' || (held !== undefined && held.until <= now);
}

export const heldColumn: Column<OwnerRow> = words('HELD', (row, {now}) => sayHold(row, now), {
	width: [4, 36],
	priority: 2,
	tone: (row, {now}): Tone => (isOverdue(row, now) ? 'bad' : 'warning'),
});
