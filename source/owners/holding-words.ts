import type {Held} from '../model/held.ts';
import {type Ref, resourceName} from '../model/ref.ts';

/** `held by jane until 2026-01-01T13:00:00Z`. */
export function sayHeld(held: Held | 'unreadable'): string {
	return held === 'unreadable' ? 'held' : `held by ${held.who} until ${sayInstant(held.until)}`;
}

/** What to do so that a change can last. */
export function sayHolding({resource, namespace, name}: Ref): string {
	const where = namespace === '' ? '' : ` -n ${namespace}`;
	return `Hold it first (sluice hold ${resourceName(resource)}/${name}${where}), or commit the change.`;
}

export function sayInstant(time: number): string {
	return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}
